//! The Python client of OpenAI, as it is published, sends recordings.

use std::path::Path;
use std::process::Command;

use super::{HEARING, PINYIN, WRITTEN, file, said};

/// Sends a recording in several ways, and hears what a wrong one gives.
const SCRIPT: &str = r#"
import sys, openai
client = openai.OpenAI(base_url=sys.argv[1], api_key="sk-nobody", max_retries=0)
path = sys.argv[2]
print(client.audio.transcriptions.create(model="whisper-1", file=open(path, "rb")).text)
verbose = client.audio.transcriptions.create(
    model="whisper-1", file=open(path, "rb"), language="zh", response_format="verbose_json",
    timestamp_granularities=["segment"], temperature=0.0)
print(verbose.text, len(verbose.segments), verbose.duration > 1)
print(client.audio.transcriptions.create(model="whisper-1", file=open(path, "rb"), response_format="text").strip())
events = client.audio.transcriptions.create(model="gpt-4o-transcribe", file=open(path, "rb"), stream=True)
print([event.type for event in events])
try:
    client.audio.transcriptions.create(model="whisper-1", file=("a.wav", b"no sound"))
except openai.APIStatusError as error:
    print(error.status_code, error.body["code"])
"#;

#[test]
fn the_client_of_openai_needs_no_change() {
    let python = Path::new(env!("CARGO_MANIFEST_DIR")).join("../web/python/bin/python");
    assert!(python.exists(), "`bash xtask/setup.sh test` installs {}", python.display());
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("question.wav");
    std::fs::write(&path, file(&said(PINYIN))).unwrap();
    let url = format!("http://{}/v1", HEARING.address);
    let mut command = Command::new(python);
    let output = command.args(["-c", SCRIPT, &url]).arg(path).output().expect("Python");
    let said = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).expect("text"));
    assert!(output.status.success(), "{}", said.concat());
    let expected = format!(
        "{WRITTEN}\n{WRITTEN} 1 True\n{WRITTEN}\n\
         ['transcript.text.delta', 'transcript.text.done']\n415 audio_unknown\n"
    );
    assert_eq!(said[0], expected);
}
