//! Whether the tests of the rows can fail: every seeded mutation has to turn its test red.
//!
//! All of it happens in a copy of the repository, so that whoever starts it may go on working. The
//! copy has a target of its own that stays warm from one mutation to the next.

pub mod bench;
pub mod cargo;
pub mod copy;
pub mod list;
pub mod switch;
pub mod verdict;

use std::io::Write;
use std::path::Path;
use std::time::Instant;

use crate::error::Error;
use crate::mutate::bench::Bench;
use crate::mutate::cargo::Cargo;
use crate::mutate::copy::Copy;
use crate::mutate::list::{Mutation, Mutations, Wanted};
use crate::mutate::verdict::Verdict;

/// Where copy and target lie; git ignores it.
const PLACE: &str = "target/mutants";

/// Plants the wanted mutations of the repository at `root`, one after the other, and tells on `out`
/// what became of each. Gives whether every one of them was found out.
///
/// # Errors
/// When a mutation does not fit its file, when a named test is not green before anything is planted,
/// and when files or cargo fail.
pub fn run(root: &Path, wanted: &Wanted, out: &mut impl Write) -> Result<bool, Error> {
    let place = root.join(PLACE);
    let copy = Copy::of(root, &place.join("tree"))?;
    let mutations = Mutations::read(&copy)?.wanted(wanted)?;
    let mut bench = Bench::of(&copy, &mutations)?;
    if wanted.only_list {
        return list(&mutations, out).map(|()| true);
    }
    let cargo = Cargo { tree: place.join("tree"), target: place.join("target") };
    let survived = try_all(&mut bench, (&cargo, &mutations), out);
    bench.clear()?;
    survived.map(|survived| survived == 0)
}

/// Tries one after the other; gives how many were not found out.
fn try_all(
    bench: &mut Bench<'_>,
    (cargo, mutations): (&Cargo, &[Mutation]),
    out: &mut impl Write,
) -> Result<usize, Error> {
    for (package, tests, seconds) in bench.set_up(cargo)? {
        say(out, &format!("{package}: {tests} tests are green, {seconds} s"))?;
    }
    let mut survived = 0;
    for (number, mutation) in mutations.iter().enumerate() {
        let begun = Instant::now();
        let verdict = bench.try_one(cargo, number)?;
        survived += usize::from(verdict != Verdict::Red);
        say(out, &format!("{mutation}: {verdict} after {} s", begun.elapsed().as_secs()))?;
    }
    say(out, &format!("{} mutations, {survived} not found out", mutations.len()))?;
    Ok(survived)
}

fn list(mutations: &[Mutation], out: &mut impl Write) -> Result<(), Error> {
    mutations.iter().try_for_each(|mutation| {
        say(out, &format!("{mutation} ({} {})", mutation.package, mutation.test))
    })
}

fn say(out: &mut impl Write, line: &str) -> Result<(), Error> {
    let written = writeln!(out, "{line}").and_then(|()| out.flush());
    written.map_err(|source| Error::Write { path: "standard output".to_owned(), source })
}
