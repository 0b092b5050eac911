//! The eval crate from outside: suites in, runs through the real engine, reports and gates out.

#[cfg(test)]
mod causes;
#[cfg(test)]
mod clusters;
mod comparisons;
#[cfg(test)]
mod dialogues;
#[cfg(test)]
mod fits;
#[cfg(test)]
mod gates;
#[cfg(test)]
mod intervals;
#[cfg(test)]
mod junits;
#[cfg(test)]
mod pages;
#[cfg(test)]
mod parts;
#[cfg(test)]
mod python;
#[cfg(test)]
mod replays;
#[cfg(test)]
mod reports;
#[cfg(test)]
mod runs;
#[cfg(test)]
mod samples;
#[cfg(test)]
mod suites;
#[cfg(test)]
mod support;
#[cfg(test)]
mod tables;
#[cfg(test)]
mod tags;
#[cfg(test)]
mod trec;
#[cfg(test)]
mod tunes;
