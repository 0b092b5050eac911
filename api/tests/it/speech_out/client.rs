//! The Python client of OpenAI, as it is published, listens.

use std::path::Path;
use std::process::Command;

use wenshui_models::sound::decode::decode;

use crate::support::served;

/// Speaks to a file and as a stream, and hears what a wrong voice gives.
const SCRIPT: &str = r#"
import sys, openai
client = openai.OpenAI(base_url=sys.argv[1], api_key="sk-nobody", max_retries=0)
text = "增值税的征收率是百分之三。请按期申报。"
client.audio.speech.create(model="tts-1", voice="nova", input=text).write_to_file(sys.argv[2] + "/a.mp3")
with client.audio.speech.with_streaming_response.create(
    model="gpt-4o-mini-tts", voice="shimmer", input=text, response_format="opus", speed=1.25,
    instructions="calm", stream_format="audio",
) as response:
    response.stream_to_file(sys.argv[2] + "/a.opus")
try:
    client.audio.speech.create(model="tts-1", voice="siri", input=text)
except openai.UnprocessableEntityError as error:
    print(error.status_code, error.body["code"], error.body["field"])
"#;

#[test]
fn the_client_of_openai_needs_no_change() {
    let python = Path::new(env!("CARGO_MANIFEST_DIR")).join("../web/python/bin/python");
    assert!(
        python.exists(),
        "{} is missing; `bash xtask/setup.sh test` installs it",
        python.display()
    );
    let folder = tempfile::tempdir().unwrap();
    let url = format!("http://{}/v1", served::small().address);
    let mut command = Command::new(python);
    let output = command.args(["-c", SCRIPT, &url]).arg(folder.path()).output().expect("Python");
    let said = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).expect("text"));
    assert!(output.status.success(), "{}", said.concat());
    assert_eq!(said[0], "422 bad_value voice\n");
    for name in ["a.mp3", "a.opus"] {
        let sound = decode(std::fs::read(folder.path().join(name)).unwrap(), 60.0).unwrap();
        assert!((2.0..7.0).contains(&sound.seconds()), "{name}: {}", sound.seconds());
        assert!(sound.level() > 0.03, "{name}: {}", sound.level());
    }
}
