//! What reads bytes of others never falls over them: seeds as they are, what was found once, and seeds that are
//! changed at random. `cargo xtask fuzz` looks for more with the same readers.

mod readers;
mod seeds;
mod server;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use rand::{RngExt as _, SeedableRng as _};
use rand_pcg::Pcg64Mcg;

use self::readers::{READERS, Reader};

/// How often seeds of a reader are changed; `make proof` sets more.
fn cases() -> u64 {
    std::env::var("WENSHUI_FOREIGN").map_or(300, |count| count.parse().expect("a number"))
}

/// Seeds are cut to this before they are changed, so that a change hits something.
const SEED_BYTES_MAX: usize = 40_000;

/// Numbers that often are where reading goes wrong, as little-endian bytes.
const EDGES: [u64; 6] = [0, 1, 0x7f, 0xff, 0x7fff_ffff, u64::MAX];

/// A seed with some changes.
fn changed(seed: &[u8], other: &[u8], rng: &mut Pcg64Mcg) -> Vec<u8> {
    let mut bytes = seed[..seed.len().min(SEED_BYTES_MAX)].to_vec();
    for _ in 0..rng.random_range(1..=6) {
        if bytes.is_empty() {
            break;
        }
        let at = rng.random_range(0..bytes.len());
        let end = (at + rng.random_range(1..=64)).min(bytes.len());
        match rng.random_range(0..7) {
            0 => bytes[at] ^= 1 << rng.random_range(0..8),
            1 => bytes[at] = rng.random(),
            2 => drop(bytes.drain(at..end)),
            3 => bytes.truncate(at),
            4 => {
                let again = bytes[at..end].repeat(rng.random_range(1..=8));
                drop(bytes.splice(at..at, again));
            }
            5 => {
                let edge = EDGES[rng.random_range(0..EDGES.len())].to_le_bytes();
                let width = [1, 2, 4, 8][rng.random_range(0..4_usize)];
                bytes.iter_mut().skip(at).zip(&edge[..width]).for_each(|(byte, new)| *byte = *new);
            }
            _ => {
                let from = rng.random_range(0..=other.len());
                let piece = &other[from..other.len().min(from + 64)];
                drop(bytes.splice(at..at, piece.iter().copied()));
            }
        }
    }
    bytes
}

/// Reads, and says what was read where that fails.
fn read(reader: &Reader, bytes: &[u8], what: &str) {
    let read = catch_unwind(AssertUnwindSafe(|| (reader.read)(bytes)));
    assert!(read.is_ok(), "{} fell over {what}: {}", reader.name, bytes.escape_ascii());
}

fn check(name: &str) {
    let reader = READERS.iter().find(|reader| reader.name == name).expect("a reader");
    let seeds = (reader.seeds)();
    for (at, seed) in seeds.iter().enumerate() {
        read(reader, seed, &format!("seed {at}"));
    }
    let found = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/foreign").join(name);
    for file in std::fs::read_dir(found).into_iter().flatten() {
        let path = file.expect("a file that was found once").path();
        let bytes = std::fs::read(&path).expect("a file that was found once");
        read(reader, &bytes, &path.display().to_string());
    }
    for case in 0..cases() {
        let mut rng = Pcg64Mcg::seed_from_u64(case);
        let pick = |rng: &mut Pcg64Mcg| &seeds[rng.random_range(0..seeds.len())];
        let (seed, other) = (pick(&mut rng), pick(&mut rng));
        read(reader, &changed(seed, other, &mut rng), &format!("case {case}"));
    }
}

#[test]
fn r3_requests() {
    check("requests");
}

#[test]
fn r3_tokens() {
    check("tokens");
}

#[test]
fn r3_questions() {
    check("questions");
}

#[test]
fn r3_knowledge() {
    check("knowledge");
}

#[test]
fn r3_concepts() {
    check("concepts");
}

#[test]
fn r3_suites() {
    check("suites");
}

#[test]
fn r3_documents() {
    check("documents");
}

#[test]
fn r3_attachments() {
    check("attachments");
}

#[test]
fn r3_sounds() {
    check("sounds");
}

#[test]
fn r3_frames() {
    check("frames");
}

#[test]
fn r3_weights() {
    check("weights");
}
