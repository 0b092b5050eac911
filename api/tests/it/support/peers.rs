//! Little servers that keep to what Meilisearch, OpenSearch and Qdrant document of the requests that a
//! comparison sends, refuse whatever else, and find for real: by shared characters, or by vectors.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};

/// What a server of a contract does with a request.
type Serve = fn(&mut Kept, &str, &str) -> Option<(u16, Value)>;

/// A server of a contract; it goes with the process.
pub(crate) struct Contract {
    pub(crate) url: String,
    kept: Arc<Mutex<Kept>>,
}

/// What a server keeps.
#[derive(Default)]
pub(crate) struct Kept {
    /// Whether the index is there, and of how many numbers its vectors are.
    made: Option<usize>,
    /// What can be found.
    texts: BTreeMap<u64, String>,
    vectors: BTreeMap<u64, Vec<f64>>,
    /// What was sent and cannot be found yet.
    waiting: BTreeMap<u64, String>,
    tasks: usize,
    /// Which of the tasks have been asked for.
    looked: Vec<usize>,
    refused: Vec<String>,
}

impl Contract {
    pub(crate) fn meilisearch() -> Self {
        Self::start(meilisearch)
    }

    pub(crate) fn opensearch() -> Self {
        Self::start(opensearch)
    }

    pub(crate) fn qdrant() -> Self {
        Self::start(qdrant)
    }

    /// Nothing was refused, and nothing was left behind.
    pub(crate) fn is_clean(&self) {
        let kept = self.kept.lock().expect("no panics");
        assert_eq!(kept.refused, Vec::<String>::new());
        assert_eq!((kept.made, kept.texts.len(), kept.vectors.len()), (None, 0, 0));
    }

    fn start(serve: Serve) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address: SocketAddr = listener.local_addr().expect("an address");
        let kept = Arc::new(Mutex::new(Kept::default()));
        let shared = Arc::clone(&kept);
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let shared = Arc::clone(&shared);
                // Who hangs up has nothing more to ask.
                std::thread::spawn(move || drop(converse(stream, serve, &shared)));
            }
        });
        Self { url: format!("http://{address}"), kept }
    }
}

/// Serves a connection that is kept alive.
fn converse(stream: TcpStream, serve: Serve, kept: &Mutex<Kept>) -> std::io::Result<()> {
    let mut stream = BufReader::new(stream);
    loop {
        let mut first = String::new();
        if stream.read_line(&mut first)? == 0 {
            return Ok(());
        }
        let mut length = 0;
        loop {
            let mut line = String::new();
            stream.read_line(&mut line)?;
            let Some((name, value)) = line.split_once(':') else { break };
            if name.eq_ignore_ascii_case("content-length") {
                length = value.trim().parse().unwrap_or_default();
            }
        }
        let mut body = vec![0; length];
        stream.read_exact(&mut body)?;
        let body = String::from_utf8(body).expect("a body in UTF-8");
        let request = first.trim_end_matches([' ', '\r', '\n']).replace(" HTTP/1.1", "");
        let (status, told) = {
            let mut kept = kept.lock().expect("no panics");
            let told = serve(&mut kept, &request, &body);
            told.unwrap_or_else(|| {
                kept.refused.push(format!("{request} {body}"));
                (400, json!({ "error": "no such request" }))
            })
        };
        let told = told.to_string();
        let head = format!("HTTP/1.1 {status} x\r\ncontent-length: {}\r\n\r\n", told.len());
        stream.get_mut().write_all((head + &told).as_bytes())?;
    }
}

/// A JSON body with exactly these fields.
fn fields<'a>(body: &'a str, names: &[&str]) -> Option<serde_json::Map<String, Value>> {
    let value: Value = serde_json::from_str::<Value>(body).ok()?;
    let Value::Object(fields) = value else { return None };
    let mut known: Vec<&str> = names.to_vec();
    known.sort_unstable();
    let given: std::collections::BTreeSet<&str> = fields.keys().map(String::as_str).collect();
    given.into_iter().eq(known).then_some(fields)
}

impl Kept {
    /// The texts with the most characters of a question, best first.
    fn like(&self, question: &str, limit: &Value) -> Vec<u64> {
        let shared = |text: &str| question.chars().filter(|c| text.contains(*c)).count();
        let mut found: Vec<(usize, u64)> =
            self.texts.iter().map(|(id, text)| (shared(text), *id)).collect();
        found.retain(|(shared, _)| *shared > 0);
        found.sort_by_key(|(shared, id)| (std::cmp::Reverse(*shared), *id));
        let limit = limit.as_u64().expect("a limit") as usize;
        found.into_iter().take(limit).map(|(_, id)| id).collect()
    }

    /// Something that is done when it has been asked for twice.
    fn task(&mut self) -> Option<(u16, Value)> {
        self.tasks += 1;
        Some((202, json!({ "taskUid": self.tasks - 1, "status": "enqueued" })))
    }
}

fn opensearch(kept: &mut Kept, request: &str, body: &str) -> Option<(u16, Value)> {
    let fine = Some((200, json!({ "acknowledged": true })));
    match request {
        "GET /" => {
            Some((200, json!({ "version": { "distribution": "opensearch", "number": "3.9.0" } })))
        }
        "DELETE /wenshui-compare?ignore_unavailable=true" => {
            *kept = Kept { refused: std::mem::take(&mut kept.refused), ..Kept::default() };
            fine
        }
        "PUT /wenshui-compare" => {
            let index = fields(body, &["settings", "mappings"])?;
            let text = &index["mappings"]["properties"]["text"];
            let known = ["standard", "cjk"].contains(&text["analyzer"].as_str()?);
            (known && text["type"] == "text" && kept.made.replace(0).is_none()).then_some(fine)?
        }
        "POST /wenshui-compare/_bulk" => {
            kept.made?;
            // The last line ends too, or it is refused.
            let lines: Vec<&str> = body.strip_suffix('\n')?.split('\n').collect();
            for pair in lines.chunks(2) {
                let action: Value = serde_json::from_str(pair[0]).ok()?;
                let id = action["index"]["_id"].as_str()?.parse().ok()?;
                let text = fields(pair[1], &["text"])?["text"].as_str()?.to_owned();
                kept.waiting.insert(id, text);
            }
            Some((200, json!({ "took": 1, "errors": false, "items": [] })))
        }
        "POST /wenshui-compare/_refresh" => {
            kept.texts = std::mem::take(&mut kept.waiting);
            fine
        }
        "POST /wenshui-compare/_search" => {
            let asked = fields(body, &["size", "_source", "track_total_hits", "query"])?;
            let question = asked["query"]["match"]["text"].as_str()?;
            let found = kept.like(question, &asked["size"]).into_iter();
            let hits: Vec<Value> = found
                .map(|id| json!({ "_index": "wenshui-compare", "_id": id.to_string(), "_score": 1.0 }))
                .collect();
            Some((200, json!({ "took": 1, "hits": { "max_score": 1.0, "hits": hits } })))
        }
        _ => None,
    }
}

fn meilisearch(kept: &mut Kept, request: &str, body: &str) -> Option<(u16, Value)> {
    if let Some(number) = request.strip_prefix("GET /tasks/") {
        let number: usize = number.parse().ok().filter(|number| *number < kept.tasks)?;
        let done = kept.looked.contains(&number);
        kept.looked.push(number);
        if done {
            kept.texts.append(&mut kept.waiting);
        }
        let status = if done { "succeeded" } else { "processing" };
        return Some((200, json!({ "uid": number, "status": status })));
    }
    match request {
        "GET /version" => Some((200, json!({ "pkgVersion": "1.50.0" }))),
        "GET /indexes/wenshui-compare" => {
            let status = if kept.made.is_some() { 200 } else { 404 };
            Some((status, json!({ "uid": "wenshui-compare", "code": "index_not_found" })))
        }
        "DELETE /indexes/wenshui-compare" => {
            (kept.made, kept.texts) = (None, BTreeMap::new());
            kept.task()
        }
        "POST /indexes" => {
            let index = fields(body, &["uid", "primaryKey"])?;
            let named = index["uid"] == "wenshui-compare" && index["primaryKey"] == "id";
            (named && kept.made.replace(0).is_none()).then(|| kept.task())?
        }
        "PATCH /indexes/wenshui-compare/settings" => {
            let settings = fields(body, &["searchableAttributes", "localizedAttributes"])?;
            let local = &settings["localizedAttributes"][0];
            let chinese = local["locales"][0] == "cmn" && local["attributePatterns"][0] == "*";
            chinese.then(|| kept.task())?
        }
        "POST /indexes/wenshui-compare/documents" => {
            for document in serde_json::from_str::<Vec<Value>>(body).ok()? {
                let document = fields(&document.to_string(), &["id", "question", "answer"])?;
                let text = format!("{}{}", document["question"], document["answer"]);
                kept.waiting.insert(document["id"].as_u64()?, text);
            }
            kept.task()
        }
        "POST /indexes/wenshui-compare/search" => {
            let names = ["q", "limit", "attributesToRetrieve", "matchingStrategy", "locales"];
            let asked = fields(body, &names)?;
            let known = ["last", "frequency"].contains(&asked["matchingStrategy"].as_str()?);
            let found = known.then(|| kept.like(asked["q"].as_str()?, &asked["limit"]).into())?;
            let found: Vec<u64> = found?;
            let hits: Vec<Value> = found.into_iter().map(|id| json!({ "id": id })).collect();
            Some((200, json!({ "hits": hits, "query": asked["q"] })))
        }
        _ => None,
    }
}

fn qdrant(kept: &mut Kept, request: &str, body: &str) -> Option<(u16, Value)> {
    let told =
        |result: Value| Some((200, json!({ "result": result, "status": "ok", "time": 0.1 })));
    let vector = |value: &Value| -> Option<Vec<f64>> {
        value.as_array()?.iter().map(Value::as_f64).collect()
    };
    match request {
        "GET /" => Some((200, json!({ "title": "qdrant", "version": "1.18.0" }))),
        "DELETE /collections/wenshui-compare" => {
            let was = kept.made.take().is_some();
            kept.vectors.clear();
            told(json!(was))
        }
        "PUT /collections/wenshui-compare" => {
            let vectors = &fields(body, &["vectors"])?["vectors"];
            let size = vectors["size"].as_u64().filter(|_| vectors["distance"] == "Cosine")?;
            kept.made.replace(size as usize).is_none().then(|| told(json!(true)))?
        }
        "PUT /collections/wenshui-compare/points?wait=true" => {
            for point in fields(body, &["points"])?["points"].as_array()? {
                let numbers = vector(&point["vector"])?;
                (Some(numbers.len()) == kept.made).then_some(())?;
                kept.vectors.insert(point["id"].as_u64()?, numbers);
            }
            kept.looked.clear();
            told(json!({ "operation_id": 1, "status": "completed" }))
        }
        "GET /collections/wenshui-compare" => {
            // What was sent is indexed behind the reply.
            let status = if kept.looked.is_empty() { "yellow" } else { "green" };
            kept.looked.push(0);
            told(json!({ "status": status, "points_count": kept.vectors.len() }))
        }
        "POST /collections/wenshui-compare/points/query" => {
            let asked = fields(body, &["query", "limit"])?;
            let question = vector(&asked["query"]).filter(|one| Some(one.len()) == kept.made)?;
            let score = |one: &[f64]| one.iter().zip(&question).map(|(a, b)| a * b).sum::<f64>();
            let mut found: Vec<(f64, u64)> =
                kept.vectors.iter().map(|(id, numbers)| (score(numbers), *id)).collect();
            found.sort_by(|one, two| two.0.total_cmp(&one.0));
            found.truncate(asked["limit"].as_u64()? as usize);
            let points: Vec<Value> = found
                .into_iter()
                .map(|(score, id)| json!({ "id": id, "version": 0, "score": score }))
                .collect();
            told(json!({ "points": points }))
        }
        _ => None,
    }
}
