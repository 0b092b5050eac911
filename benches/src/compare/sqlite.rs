//! SQLite's full-text search, FTS5, in this process: it has no server.
//!
//! Its tokenizers know no Chinese words. `trigram` makes every three neighbouring characters a term;
//! `unicode61` parts at spaces, so that texts are given to it with a space around each ideograph. Both are
//! tried, with its own BM25.

use std::path::PathBuf;
use std::str::FromStr as _;
use std::time::Instant;

use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{ConnectOptions as _, Connection as _, Executor as _, Row as _};

use crate::compare::corpus::{Document, Documents, TOP_K};
use crate::compare::grams::{terms, trigrams};
use crate::compare::peer::{Connection, Peer, Way};
use crate::error::Error;

/// The readings, and the tables that serve them: contents are not kept twice, as the entries lie elsewhere.
const TRIGRAMS: &str = "trigrams";
const CHARACTERS: &str = "characters";
const TRIGRAM_TABLE: &str =
    "CREATE VIRTUAL TABLE documents USING fts5(text, content='', tokenize='trigram')";
const CHARACTER_TABLE: &str =
    "CREATE VIRTUAL TABLE documents USING fts5(text, content='', tokenize='unicode61')";
const INSERT: &str = "INSERT INTO documents (rowid, text) VALUES (?, ?)";
/// Terms of many short segments are put together, as after any longer life of a table.
const OPTIMIZE: &str = "INSERT INTO documents (documents) VALUES ('optimize')";
const SEARCH: &str = "SELECT rowid FROM documents WHERE documents MATCH ? ORDER BY rank LIMIT ?";

/// A database in a file.
pub struct Sqlite {
    file: PathBuf,
    reading: &'static str,
    limit: usize,
}

/// A connection to it.
pub struct SqliteSession {
    connection: SqliteConnection,
    limit: i64,
}

impl Sqlite {
    /// A database in a file that is made.
    pub fn new(file: PathBuf) -> Self {
        Self { file, reading: CHARACTERS, limit: TOP_K }
    }

    async fn open(&self) -> Result<SqliteConnection, Error> {
        let address = format!("sqlite:{}", self.file.display());
        let options = SqliteConnectOptions::from_str(&address).map_err(failed)?;
        // That it takes long is what the table says.
        let options = options.create_if_missing(true).disable_statement_logging();
        options.connect().await.map_err(failed)
    }

    fn text(&self, document: &Document) -> String {
        if self.reading == TRIGRAMS {
            document.text()
        } else {
            terms(&document.text(), 1).join(" ")
        }
    }
}

impl Peer for Sqlite {
    type Connection = SqliteSession;

    fn name(&self) -> &'static str {
        "sqlite"
    }

    fn protocol(&self) -> &'static str {
        "in the process"
    }

    fn remark(&self) -> &'static str {
        "a library: no network and no process of its own"
    }

    fn ways(&self) -> Vec<Way> {
        Way::all(&[CHARACTERS, TRIGRAMS])
    }

    async fn version(&self) -> Result<String, Error> {
        let mut connection = self.open().await?;
        let row = connection.fetch_one("SELECT sqlite_version()").await.map_err(failed)?;
        row.try_get(0).map_err(failed)
    }

    async fn fill(&mut self, documents: &Documents, way: Way) -> Result<f64, Error> {
        (self.reading, self.limit) = (way.reading, documents.limit);
        let texts: Vec<String> = documents.documents.iter().map(|d| self.text(d)).collect();
        let mut connection = self.open().await?;
        connection.execute("DROP TABLE IF EXISTS documents").await.map_err(failed)?;
        let began = Instant::now();
        let table = if way.reading == TRIGRAMS { TRIGRAM_TABLE } else { CHARACTER_TABLE };
        connection.execute(table).await.map_err(failed)?;
        let mut work = connection.begin().await.map_err(failed)?;
        for (text, number) in texts.into_iter().zip(0_i64..) {
            let row = sqlx::query(INSERT).bind(number).bind(text);
            row.execute(&mut *work).await.map_err(failed)?;
        }
        work.commit().await.map_err(failed)?;
        connection.execute(OPTIMIZE).await.map_err(failed)?;
        Ok(began.elapsed().as_secs_f64())
    }

    fn ask(&self, question: &str) -> Result<String, Error> {
        let terms = if self.reading == TRIGRAMS { trigrams(question) } else { terms(question, 1) };
        // Terms are letters and digits, so nothing in the marks has to be escaped.
        let quoted: Vec<String> = terms.iter().map(|term| format!("\"{term}\"")).collect();
        Ok(quoted.join(" OR "))
    }

    async fn connect(&self) -> Result<SqliteSession, Error> {
        Ok(SqliteSession { connection: self.open().await?, limit: self.limit as i64 })
    }

    async fn empty(&mut self) -> Result<(), Error> {
        // The file lies in a folder that goes with the run.
        Ok(())
    }
}

impl Connection for SqliteSession {
    type Ask = String;
    type Reply = Vec<u64>;

    async fn send(&mut self, question: &String) -> Result<Vec<u64>, Error> {
        // A question without a term finds nothing, and MATCH takes no empty one.
        if question.is_empty() {
            return Ok(Vec::new());
        }
        let asked = sqlx::query(SEARCH).bind(question.as_str()).bind(self.limit);
        let rows = asked.fetch_all(&mut self.connection).await.map_err(failed)?;
        let number = |row: &sqlx::sqlite::SqliteRow| row.try_get::<i64, _>(0).map(|n| n as u64);
        rows.iter().map(number).collect::<Result<_, _>>().map_err(failed)
    }

    fn found(&self, reply: Vec<u64>) -> Result<Vec<u64>, Error> {
        Ok(reply)
    }
}

fn failed(error: sqlx::Error) -> Error {
    Error::Database { peer: "SQLite", reason: error.to_string() }
}
