//! PostgreSQL: trigrams of characters (`pg_trgm`) under both kinds of index, by likeness to the whole text and
//! to the part of it that is most like (`word`); and its full-text search over characters and over neighbours
//! two by two, which stand between spaces since it knows no Chinese words.

use std::str::FromStr as _;
use std::time::Instant;

use sqlx::postgres::{PgConnectOptions, PgConnection, PgRow};
use sqlx::{ConnectOptions as _, Executor as _, Row as _};

use crate::compare::corpus::{Documents, TOP_K};
use crate::compare::grams::terms;
use crate::compare::peer::{Connection, Peer, Way};
use crate::error::Error;

/// A way of searching: how a table is made, filled, indexed and asked.
struct Search {
    reading: &'static str,
    /// How many characters a term has; 0: the text is kept as it is.
    length: usize,
    index: &'static str,
    ask: &'static str,
}

const GIST: &str = "CREATE INDEX ON wenshui_compare USING gist (text gist_trgm_ops (siglen = 128))";
/// Full text is ranked with the logarithm of a text's length taken out, which is its first normalization.
const FULL_TEXT: &str = "SELECT number FROM wenshui_compare, to_tsquery('simple', $1) asked \
     WHERE terms @@ asked ORDER BY ts_rank(terms, asked, 1) DESC, number LIMIT $2";
const FULL_TEXT_INDEX: &str = "CREATE INDEX ON wenshui_compare USING gin (terms)";
const SEARCHES: [Search; 5] = [
    Search {
        reading: "pg_trgm gist",
        length: 0,
        index: GIST,
        ask: "SELECT number FROM wenshui_compare ORDER BY text <-> $1 LIMIT $2",
    },
    Search {
        reading: "pg_trgm word gist",
        length: 0,
        index: GIST,
        ask: "SELECT number FROM wenshui_compare ORDER BY $1 <<-> text LIMIT $2",
    },
    Search {
        reading: "pg_trgm gin",
        length: 0,
        index: "CREATE INDEX ON wenshui_compare USING gin (text gin_trgm_ops)",
        ask: "SELECT number FROM wenshui_compare WHERE text % $1 \
              ORDER BY similarity(text, $1) DESC, number LIMIT $2",
    },
    Search { reading: "full text, characters", length: 1, index: FULL_TEXT_INDEX, ask: FULL_TEXT },
    Search { reading: "full text, bigrams", length: 2, index: FULL_TEXT_INDEX, ask: FULL_TEXT },
];

const TABLE: &str = "CREATE TABLE wenshui_compare (number bigint PRIMARY KEY, text text NOT NULL, \
     terms tsvector NOT NULL)";
const INSERT: &str = "INSERT INTO wenshui_compare (number, text, terms) \
     SELECT number, text, to_tsvector('simple', terms) \
     FROM unnest($1::bigint[], $2::text[], $3::text[]) AS new (number, text, terms)";
const DROP: &str = "DROP TABLE IF EXISTS wenshui_compare";
/// The usual least similarity of 0.3 leaves out short questions to long texts.
const SETTINGS: &str = "SET pg_trgm.similarity_threshold = 0.1";
/// How many rows are inserted at a time.
const BATCH: usize = 1000;

/// A server of PostgreSQL.
pub struct Postgres {
    url: String,
    search: &'static Search,
    limit: usize,
}

/// A connection to it.
pub struct PostgresSession {
    connection: PgConnection,
    search: &'static Search,
    limit: i64,
}

impl Postgres {
    /// The server at an address.
    pub fn new(url: String) -> Self {
        Self { url, search: &SEARCHES[0], limit: TOP_K }
    }

    async fn open(&self) -> Result<PgConnection, Error> {
        let options = PgConnectOptions::from_str(&self.url).map_err(failed)?;
        options.disable_statement_logging().connect().await.map_err(failed)
    }
}

impl Peer for Postgres {
    type Connection = PostgresSession;

    fn name(&self) -> &'static str {
        "postgresql"
    }

    fn protocol(&self) -> &'static str {
        "its own"
    }

    fn remark(&self) -> &'static str {
        "prepared statements over its own protocol"
    }

    fn ways(&self) -> Vec<Way> {
        Way::all(&SEARCHES.each_ref().map(|search| search.reading))
    }

    async fn version(&self) -> Result<String, Error> {
        let mut connection = self.open().await?;
        let row = connection.fetch_one("SHOW server_version").await.map_err(failed)?;
        row.try_get(0).map_err(failed)
    }

    async fn fill(&mut self, documents: &Documents, way: Way) -> Result<f64, Error> {
        let search = SEARCHES.iter().find(|search| search.reading == way.reading);
        self.search = search.unwrap_or(&SEARCHES[0]);
        self.limit = documents.limit;
        let rows: Vec<(i64, String, String)> = documents
            .documents
            .iter()
            .zip(0..)
            .map(|(document, number)| (number, document.text()))
            .map(|(number, text)| {
                let length = self.search.length;
                let terms = if length == 0 { Vec::new() } else { terms(&text, length) };
                (number, text, terms.join(" "))
            })
            .collect();
        let mut connection = self.open().await?;
        for sql in [DROP, "CREATE EXTENSION IF NOT EXISTS pg_trgm"] {
            connection.execute(sql).await.map_err(failed)?;
        }
        let began = Instant::now();
        connection.execute(TABLE).await.map_err(failed)?;
        for batch in rows.chunks(BATCH) {
            insert(&mut connection, batch).await?;
        }
        for sql in [self.search.index, "VACUUM ANALYZE wenshui_compare"] {
            connection.execute(sql).await.map_err(failed)?;
        }
        Ok(began.elapsed().as_secs_f64())
    }

    fn ask(&self, question: &str) -> Result<String, Error> {
        Ok(match self.search.length {
            0 => question.to_owned(),
            // Terms are letters and digits, so nothing in them is an operator.
            length => terms(question, length).join(" | "),
        })
    }

    async fn connect(&self) -> Result<PostgresSession, Error> {
        let mut connection = self.open().await?;
        connection.execute("SELECT show_trgm('')").await.map_err(failed)?;
        connection.execute(SETTINGS).await.map_err(failed)?;
        Ok(PostgresSession { connection, search: self.search, limit: self.limit as i64 })
    }

    async fn empty(&mut self) -> Result<(), Error> {
        self.open().await?.execute(DROP).await.map(drop).map_err(failed)
    }
}

async fn insert(
    connection: &mut PgConnection,
    batch: &[(i64, String, String)],
) -> Result<(), Error> {
    let numbers: Vec<i64> = batch.iter().map(|(number, _, _)| *number).collect();
    let texts: Vec<&str> = batch.iter().map(|(_, text, _)| text.as_str()).collect();
    let terms: Vec<&str> = batch.iter().map(|(_, _, terms)| terms.as_str()).collect();
    let rows = sqlx::query(INSERT).bind(numbers).bind(texts).bind(terms);
    rows.execute(connection).await.map(drop).map_err(failed)
}

impl Connection for PostgresSession {
    type Ask = String;
    type Reply = Vec<u64>;

    async fn send(&mut self, question: &String) -> Result<Vec<u64>, Error> {
        let asked = sqlx::query(self.search.ask).bind(question.as_str()).bind(self.limit);
        let rows = asked.fetch_all(&mut self.connection).await.map_err(failed)?;
        let number = |row: &PgRow| row.try_get::<i64, _>(0).map(|number| number as u64);
        rows.iter().map(number).collect::<Result<_, _>>().map_err(failed)
    }

    fn found(&self, reply: Vec<u64>) -> Result<Vec<u64>, Error> {
        Ok(reply)
    }
}

fn failed(error: sqlx::Error) -> Error {
    Error::Database { peer: "PostgreSQL", reason: error.to_string() }
}
