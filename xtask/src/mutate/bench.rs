//! The copy with its mutations in it, and the tests that try them.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant;

use crate::error::Error;
use crate::mutate::cargo::{Cargo, Ran};
use crate::mutate::copy::Copy;
use crate::mutate::list::Mutation;
use crate::mutate::switch::{self, Change};
use crate::mutate::verdict::{self, Verdict};

/// A package, how many of its tests are needed, and after how many seconds they were green.
pub type Green<'a> = (&'a str, usize, u64);

/// The copy and what is planted in it.
#[derive(Debug)]
pub struct Bench<'a> {
    copy: &'a Copy,
    mutations: &'a [Mutation],
    /// The files as they are, before anything is planted.
    kept: BTreeMap<&'a str, String>,
    /// Which mutations stand in the copy behind a switch.
    switched: BTreeSet<usize>,
}

impl<'a> Bench<'a> {
    /// Reads the files that mutations change.
    ///
    /// # Errors
    /// When a mutation does not fit its file: told before anything is built.
    pub fn of(copy: &'a Copy, mutations: &'a [Mutation]) -> Result<Self, Error> {
        let mut kept = BTreeMap::new();
        for mutation in mutations {
            let text = copy.read(&mutation.file)?;
            mutation.place_in(&text).map_err(|reason| mutation.unfit(reason))?;
            kept.insert(mutation.file.as_str(), text);
        }
        Ok(Self { copy, mutations, kept, switched: BTreeSet::new() })
    }

    /// Writes the switches, builds with them and sees that no switch changes anything while it is
    /// off: a test that is red anyway would find out everything. Files that the compiler refuses with
    /// their switches go back to what they were, and their mutations are planted alone.
    ///
    /// # Errors
    /// When a test is not green with nothing planted, and when files or cargo fail.
    pub fn set_up(&mut self, cargo: &Cargo) -> Result<Vec<Green<'a>>, Error> {
        let mut refused = BTreeSet::new();
        for file in self.kept.keys() {
            self.switched.extend(self.write_switched(file)?);
        }
        let mut green = Vec::new();
        for (package, tests) in self.tests() {
            let begun = Instant::now();
            let ran = loop {
                let ran = cargo.test(package, &tests, None)?;
                let again = self.take_back(&ran, &mut refused)?;
                if !again {
                    break ran;
                }
            };
            verdict::check_green(&ran, tests.len())
                .map_err(|said| Error::NotGreen { package: package.to_owned(), said })?;
            green.push((package, tests.len(), begun.elapsed().as_secs()));
        }
        Ok(green)
    }

    /// Plants one mutation, tries its test, and takes the mutation back whatever happened. What is
    /// not found out behind its switch is tried alone: that is the verdict that counts.
    ///
    /// # Errors
    /// When files or cargo fail.
    pub fn try_one(&self, cargo: &Cargo, number: usize) -> Result<Verdict, Error> {
        let mutation = &self.mutations[number];
        let tests = [mutation.test.as_str()];
        if self.switched.contains(&number) {
            let verdict = verdict::of(&cargo.test(&mutation.package, &tests, Some(number))?);
            if verdict == Verdict::Red {
                return Ok(verdict);
            }
        }
        let before = self.copy.read(&mutation.file)?;
        let alone = mutation.planted_in(&self.kept[mutation.file.as_str()]);
        self.copy.write(&mutation.file, alone.map_err(|reason| mutation.unfit(reason))?)?;
        let ran = cargo.test(&mutation.package, &tests, None);
        self.copy.write(&mutation.file, before)?;
        Ok(verdict::of(&ran?))
    }

    /// Takes everything back, so that whoever looks at the copy finds what was copied.
    ///
    /// # Errors
    /// When files cannot be written.
    pub fn clear(&self) -> Result<(), Error> {
        self.kept.iter().try_for_each(|(file, text)| self.copy.write(file, text))
    }

    /// The tests of every package.
    fn tests(&self) -> BTreeMap<&'a str, Vec<&'a str>> {
        let mut packages: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for mutation in self.mutations {
            packages.entry(&mutation.package).or_default().insert(&mutation.test);
        }
        packages
            .into_iter()
            .map(|(package, tests)| (package, tests.into_iter().collect()))
            .collect()
    }

    /// Writes a file with its switches and gives the numbers of what stands behind them.
    fn write_switched(&self, file: &str) -> Result<Vec<usize>, Error> {
        let text = &self.kept[file];
        let mut changes = Vec::new();
        for (number, mutation) in self.mutations.iter().enumerate().filter(|(_, m)| m.file == file)
        {
            let place = mutation.place_in(text).map_err(|reason| mutation.unfit(reason))?;
            changes.push(Change { number, place, replace: &mutation.replace });
        }
        let switched = switch::switched(text, &changes);
        if !switched.numbers.is_empty() {
            self.copy.write(file, switched.text)?;
        }
        Ok(switched.numbers)
    }

    /// Brings back the files that the compiler refuses; whether there were any.
    fn take_back(&mut self, ran: &Ran, refused: &mut BTreeSet<&'a str>) -> Result<bool, Error> {
        let Ran::NotBuilt(said) = ran else { return Ok(false) };
        let blamed = verdict::blamed(said);
        let wrong = |file: &&&str| blamed.contains(**file) && !refused.contains(**file);
        let files: Vec<&str> = self.kept.keys().filter(wrong).copied().collect();
        for file in &files {
            self.copy.write(file, &self.kept[file])?;
            self.switched.retain(|number| self.mutations[*number].file != *file);
        }
        refused.extend(&files);
        Ok(!files.is_empty())
    }
}
