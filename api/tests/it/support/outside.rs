//! What is outside of the house: a webhook and a mail server that take or refuse what a test tells them.

use std::collections::VecDeque;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// A post that came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Post {
    head: String,
    pub(crate) body: String,
}

impl Post {
    /// A field of its head.
    pub(crate) fn header(&self, name: &str) -> &str {
        let mut lines = self.head.lines().filter_map(|line| line.split_once(':'));
        let found = lines.find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map_or("", |(_, value)| value.trim())
    }
}

/// Serves one connection with a reply, and notes what comes.
type Serve<T> = fn(TcpStream, u16, &dyn Fn(T)) -> std::io::Result<()>;

/// A server of one of the two kinds; it goes with the process.
pub(crate) struct Outside<T> {
    pub(crate) address: SocketAddr,
    seen: Arc<Mutex<Vec<T>>>,
    replies: Arc<Mutex<VecDeque<u16>>>,
}

impl<T: Clone + Send + 'static> Outside<T> {
    fn start(serve: Serve<T>, fine: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("an address");
        let seen = Arc::new(Mutex::new(Vec::new()));
        let replies = Arc::new(Mutex::new(VecDeque::new()));
        let (noted, told) = (Arc::clone(&seen), Arc::clone(&replies));
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let reply = told.lock().expect("no panics").pop_front().unwrap_or(fine);
                // It is noted before it is replied to, so that whoever hears the reply finds it here. Who
                // is refused may hang up in the middle, which is no fault of this side.
                let note = |one| noted.lock().expect("no panics").push(one);
                drop(serve(stream, reply, &note));
            }
        });
        Self { address, seen, replies }
    }

    /// What is replied to the next who come, before everything is fine again.
    pub(crate) fn reply(&self, statuses: &[u16]) {
        self.replies.lock().expect("no panics").extend(statuses);
    }

    /// Everything that came so far.
    pub(crate) fn seen(&self) -> Vec<T> {
        self.seen.lock().expect("no panics").clone()
    }
}

/// A webhook.
pub(crate) fn webhook() -> Outside<Post> {
    Outside::start(take_post, 200)
}

/// A mail server.
pub(crate) fn mail_server() -> Outside<String> {
    Outside::start(take_letter, 250)
}

fn take_post(stream: TcpStream, status: u16, note: &dyn Fn(Post)) -> std::io::Result<()> {
    let mut stream = BufReader::new(stream);
    let mut head = String::new();
    while stream.read_line(&mut head)? > 2 {}
    if head.is_empty() {
        return Ok(());
    }
    let post = Post { head, body: String::new() };
    let mut body = vec![0; post.header("content-length").parse().unwrap_or_default()];
    stream.read_exact(&mut body)?;
    note(Post { body: String::from_utf8(body).expect("a body in UTF-8"), ..post });
    // Where it is sent on to, nobody goes.
    let reply = format!(
        "HTTP/1.1 {status} x\r\nlocation: /elsewhere\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
    );
    stream.get_mut().write_all(reply.as_bytes())
}

/// The dialogue of RFC 5321; `code` is the answer to whom the letter is for.
fn take_letter(stream: TcpStream, code: u16, note: &dyn Fn(String)) -> std::io::Result<()> {
    let mut stream = BufReader::new(stream);
    say(&mut stream, "220 test")?;
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line)? == 0 {
            return Ok(());
        }
        let verb = line.split_whitespace().next().unwrap_or_default().to_ascii_uppercase();
        match verb.as_str() {
            "EHLO" => say(&mut stream, "250-test\r\n250 8BITMIME")?,
            "RCPT" => say(&mut stream, &format!("{code} {}", line.trim()))?,
            "DATA" => {
                say(&mut stream, "354 go on")?;
                let mut text = String::new();
                while !text.ends_with("\r\n.\r\n") {
                    if stream.read_line(&mut text)? == 0 {
                        return Ok(());
                    }
                }
                note(text);
                say(&mut stream, "250 taken")?;
            }
            "QUIT" => {
                return say(&mut stream, "221 bye");
            }
            _ => say(&mut stream, "250 fine")?,
        }
    }
}

fn say(stream: &mut BufReader<TcpStream>, words: &str) -> std::io::Result<()> {
    stream.get_mut().write_all(format!("{words}\r\n").as_bytes())
}
