//! Has the pages compiled in anew when `web/dist` changes.

use std::fs;
use std::path::Path;

/// Where the pages are built, from this crate.
const PAGES: &str = "../web/dist";

fn main() {
    // Cargo runs a script at every build whose watched path is missing; an empty folder says as well
    // that nothing was built. Where it cannot be made, every build looks again.
    let _made = fs::create_dir_all(Path::new(PAGES));
    println!("cargo::rerun-if-changed={PAGES}");
}
