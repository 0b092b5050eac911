//! Independent readers in Python, which `xtask/setup.sh test` installs.

use std::path::Path;
use std::process::Command;

/// What a script prints about these files.
pub(crate) fn python(script: &str, files: &[&Path]) -> String {
    let python = Path::new(env!("CARGO_MANIFEST_DIR")).join("../web/python/bin/python");
    assert!(python.exists(), "`bash xtask/setup.sh test` installs {}", python.display());
    let output = Command::new(python).args(["-c", script]).args(files).output().expect("Python");
    let said = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).expect("text"));
    assert!(output.status.success(), "{}", said.concat());
    let [out, _] = said;
    out
}
