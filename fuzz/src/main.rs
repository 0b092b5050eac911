//! The fuzzer: one reader of foreign bytes, named by `WENSHUI_FUZZ`, fed by libFuzzer.
//!
//! The readers are those of the server's tests, taken as they are. Where `WENSHUI_FUZZ_SEEDS` names a folder,
//! the reader's seeds are written there first.

#![no_main]

use std::path::PathBuf;
use std::sync::OnceLock;

use libfuzzer_sys::fuzz_target;

#[path = "../../api/tests/it/foreign/readers.rs"]
mod readers;
#[path = "../../api/tests/it/foreign/seeds.rs"]
mod seeds;
#[path = "../../api/tests/it/foreign/server.rs"]
mod server;

/// The reader, once its seeds are written.
fn reader() -> &'static readers::Reader {
    static READER: OnceLock<&readers::Reader> = OnceLock::new();
    READER.get_or_init(|| {
        let name = std::env::var("WENSHUI_FUZZ").unwrap_or_default();
        let reader = readers::READERS.iter().find(|reader| reader.name == name);
        let reader = reader.unwrap_or_else(|| {
            let names: Vec<&str> = readers::READERS.iter().map(|reader| reader.name).collect();
            eprintln!("WENSHUI_FUZZ is `{name}`; it must be one of {}", names.join(", "));
            std::process::exit(2);
        });
        if let Some(folder) = std::env::var_os("WENSHUI_FUZZ_SEEDS").map(PathBuf::from) {
            for (at, seed) in (reader.seeds)().iter().enumerate() {
                std::fs::write(folder.join(format!("seed-{at}")), seed).expect("a seed is written");
            }
        }
        // What falls in foreign decoders and tokenizers is caught there, so that is no crash. What nobody
        // catches ends the fuzzer all the same.
        if ["sounds", "weights"].contains(&reader.name) {
            drop(std::panic::take_hook());
        }
        reader
    })
}

fuzz_target!(
    init: {
        reader();
    },
    |bytes: &[u8]| (reader().read)(bytes)
);
