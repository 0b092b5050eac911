//! Whether the tests of the rows can fail: every seeded mutation has to turn its test red.
//!
//! All of it happens in a copy of the repository, so that whoever starts it may go on working. The
//! copy has a target of its own that stays warm from one mutation to the next.

pub mod cargo;
pub mod copy;
pub mod list;
pub mod verdict;

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::io::Write;
use std::path::Path;
use std::time::Instant;

use crate::error::Error;
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
    let planted = planted(&copy, &mutations)?;
    if wanted.only_list {
        return list(&mutations, out).map(|()| true);
    }
    let cargo = Cargo { tree: place.join("tree"), target: place.join("target") };
    check_green(&cargo, &mutations, out)?;
    let mut survived = 0;
    for (mutation, text) in mutations.iter().zip(&planted) {
        let begun = Instant::now();
        let verdict = try_one(&copy, &cargo, (mutation, text))?;
        survived += usize::from(verdict != Verdict::Red);
        say(out, &format!("{mutation}: {verdict} after {} s", begun.elapsed().as_secs()))?;
    }
    say(out, &format!("{} mutations, {survived} not found out", mutations.len()))?;
    Ok(survived == 0)
}

/// The mutated texts; made before anything is built, so that a stale line is told at once.
fn planted(copy: &Copy, mutations: &[Mutation]) -> Result<Vec<String>, Error> {
    let one = |mutation: &Mutation| {
        let text = copy.read(&mutation.file)?;
        mutation.planted_in(&text).map_err(|reason| mutation.unfit(reason))
    };
    mutations.iter().map(one).collect()
}

fn list(mutations: &[Mutation], out: &mut impl Write) -> Result<(), Error> {
    mutations.iter().try_for_each(|mutation| {
        say(out, &format!("{mutation} ({} {})", mutation.package, mutation.test))
    })
}

/// A test that is red anyway would find out everything.
fn check_green(cargo: &Cargo, mutations: &[Mutation], out: &mut impl Write) -> Result<(), Error> {
    let mut packages: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for mutation in mutations {
        packages.entry(&mutation.package).or_default().insert(&mutation.test);
    }
    for (package, tests) in packages {
        let begun = Instant::now();
        let tests: Vec<&str> = tests.into_iter().collect();
        let ran = cargo.test(package, &tests)?;
        verdict::check_green(&ran, tests.len())
            .map_err(|said| Error::NotGreen { package: package.to_owned(), said })?;
        let seconds = begun.elapsed().as_secs();
        say(out, &format!("{package}: {} tests are green, {seconds} s", tests.len()))?;
    }
    Ok(())
}

/// Plants one mutation, tries its test, and takes the mutation back whatever happened.
fn try_one(
    copy: &Copy,
    cargo: &Cargo,
    (mutation, text): (&Mutation, &str),
) -> Result<Verdict, Error> {
    let kept = copy.read(&mutation.file)?;
    copy.write(&mutation.file, text)?;
    let ran = cargo.test(&mutation.package, &[&mutation.test]);
    copy.write(&mutation.file, &kept)?;
    Ok(verdict::of(&ran?))
}

fn say(out: &mut impl Write, line: &str) -> Result<(), Error> {
    let written = writeln!(out, "{line}").and_then(|()| out.flush());
    written.map_err(|source| Error::Write { path: "standard output".to_owned(), source })
}
