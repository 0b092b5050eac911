//! A real browser without a window, driven by what its developer tools speak.
//!
//! One command is needed, to run a script in a page, so the two messages for that are written here
//! and no library is.

use std::io::{BufRead as _, BufReader};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::{Value, json};
use tempfile::TempDir;
use tungstenite::{Message, WebSocket};

/// How long a script may take before a test fails instead of hanging.
const PATIENCE: Duration = Duration::from_secs(60);

/// A camera that shows a moving picture, a microphone that beeps, a screen, and nobody who is asked
/// whether they may be used; addresses as they are, those of this machine alone too.
const FLAGS: [&str; 12] = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-timer-throttling",
    "--disable-renderer-backgrounding",
    "--disable-features=WebRtcHideLocalIpsWithMdns",
    "--allow-loopback-in-peer-connection",
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
    "--remote-debugging-port=0",
];

/// Debian's names of it; without what draws windows it is quicker, so that one comes first.
const PROGRAMS: [&str; 2] = ["chromium-headless-shell", "chromium"];

/// A running browser. Dropped, it ends.
pub(crate) struct Chromium {
    tools: Tools,
    address: String,
    program: Child,
    _home: TempDir,
}

/// A page of a browser.
pub(crate) struct Page(Tools);

/// A line to the developer tools of a browser or a page.
struct Tools {
    socket: WebSocket<TcpStream>,
    sent: u64,
    /// Whether a page was told to be there.
    loaded: bool,
}

impl Chromium {
    /// Starts the browser that is installed.
    pub(crate) fn start() -> Self {
        Self::with(&[])
    }

    /// Starts it with more flags, which stand over those that it has.
    pub(crate) fn with(flags: &[String]) -> Self {
        let home = tempfile::tempdir().expect("a directory for the browser");
        let start = |program| {
            let mut command = Command::new(program);
            command
                .args(FLAGS)
                .args(flags)
                .arg(format!("--user-data-dir={}", home.path().display()));
            command.arg("about:blank").stdout(Stdio::null()).stderr(Stdio::piped()).spawn()
        };
        let started = PROGRAMS.into_iter().map(start).find(Result::is_ok);
        let mut program = started.and_then(Result::ok).unwrap_or_else(|| {
            panic!("none of {PROGRAMS:?} starts: `bash xtask/setup.sh test` installs one")
        });
        let mut lines = BufReader::new(program.stderr.take().expect("what it says"));
        let (mut said, mut url) = (String::new(), None);
        while url.is_none() {
            let from = said.len();
            assert_ne!(lines.read_line(&mut said).expect("a line"), 0, "Chromium ended: {said}");
            url = said[from..].trim().strip_prefix("DevTools listening on ").map(str::to_owned);
        }
        // A pipe that nobody reads would stop it.
        std::thread::spawn(move || std::io::copy(&mut lines, &mut std::io::sink()));
        let url = url.expect("an address");
        let address = url.trim_start_matches("ws://").split('/').next().expect("a host").to_owned();
        Self { tools: Tools::open(&address, &url), address, program, _home: home }
    }

    /// Opens a page, and waits until it is there.
    pub(crate) fn page(&mut self, url: &str) -> Page {
        let blank = json!({"url": "about:blank", "newWindow": true});
        let made = self.tools.call("Target.createTarget", blank);
        let id = made["targetId"].as_str().expect("a page");
        let tools = format!("ws://{}/devtools/page/{id}", self.address);
        let mut tools = Tools::open(&self.address, &tools);
        tools.call("Page.enable", json!({}));
        tools.call("Page.navigate", json!({"url": url}));
        while !tools.loaded {
            tools.read();
        }
        Page(tools)
    }
}

impl Drop for Chromium {
    fn drop(&mut self) {
        // It ends its own processes; should it be gone already, there is none to be told.
        let close = json!({"id": 0, "method": "Browser.close"}).to_string();
        let closed = self.tools.socket.send(Message::text(close));
        if closed.is_err() {
            drop(self.program.kill());
        }
        drop(self.program.wait());
    }
}

impl Page {
    /// Runs an expression, waits for the promise that it is, and gives what comes of it.
    pub(crate) fn run(&mut self, expression: &str) -> Value {
        let command = json!({
            "expression": expression,
            "awaitPromise": true,
            "returnByValue": true,
            // As if somebody had clicked, without which no screen is shared.
            "userGesture": true,
        });
        let mut done = self.0.call("Runtime.evaluate", command);
        let exception = &done["exceptionDetails"];
        assert!(exception.is_null(), "{exception:#}");
        done["result"]["value"].take()
    }

    /// Has the names of a module in the page.
    pub(crate) fn import(&mut self, module: &str) {
        let source = serde_json::to_string(module).expect("a text");
        self.run(&format!(
            "import(URL.createObjectURL(new Blob([{source}], {{type: 'text/javascript'}})))\
             .then((module) => {{ Object.assign(globalThis, module); }})"
        ));
    }
}

impl Tools {
    fn open(address: &str, url: &str) -> Self {
        let stream = TcpStream::connect(address).expect("the developer tools");
        stream.set_read_timeout(Some(PATIENCE)).expect("a time-out");
        let (socket, _) = tungstenite::client(url, stream).expect("a line to the developer tools");
        Self { socket, sent: 0, loaded: false }
    }

    /// Gives a command and what comes of it.
    fn call(&mut self, method: &str, params: Value) -> Value {
        self.sent += 1;
        let command = json!({"id": self.sent, "method": method, "params": params}).to_string();
        self.socket.send(Message::text(command)).expect("a browser that listens");
        loop {
            let mut told = self.read();
            if told["id"] == self.sent {
                assert!(told["error"].is_null(), "{method}: {told}");
                return told["result"].take();
            }
        }
    }

    /// What the browser says next.
    fn read(&mut self) -> Value {
        let message = self.socket.read().expect("a browser that answers in time");
        let told = message.to_text().ok().and_then(|text| serde_json::from_str(text).ok());
        let told: Value = told.unwrap_or_default();
        self.loaded |= told["method"] == "Page.loadEventFired";
        told
    }
}
