//! What is offered unasked: the snapshot that requests read, and how it is made anew.
//!
//! A snapshot belongs to one knowledge version. It is replaced whole, when knowledge changes and after
//! every round of counting, so that nobody waits for a lock and no list mixes two states.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::Context;
use arc_swap::ArcSwap;
use wenshui_engine::engine::Engine;
use wenshui_engine::interest::hot_word::Moment;
use wenshui_engine::interest::record::Record;
use wenshui_engine::interest::rules::{BUNDLED, Rules};
use wenshui_engine::interest::{At, Ground, Interest};
use wenshui_engine::version::Version;
use wenshui_knowledge::lexicon::DataFile;

use crate::clock;
use crate::config::Config;
use crate::source::Unusable;

/// The snapshot and what it is made from.
pub struct Interests {
    current: ArcSwap<Offered>,
    /// Where an operator's data files are.
    directory: Option<PathBuf>,
    /// The length of a period in milliseconds.
    pub period_ms: i64,
    /// Held while a snapshot is made, so that an older one never replaces a newer.
    making: Mutex<()>,
    /// Of those who want one for another version: one at a time, so that no two threads wait for `making`.
    pub following: tokio::sync::Mutex<()>,
}

/// What is offered, and since when.
pub struct Offered {
    /// The snapshot.
    pub interest: Interest,
    /// When it was made, in milliseconds since 1970.
    pub made_ms: i64,
    record: Arc<Record>,
    /// As of which moment was counted, in milliseconds since 1970.
    counted_ms: i64,
}

impl Interests {
    /// A snapshot without counts: what the base and the calendar say.
    ///
    /// # Errors
    /// When a data file of the operator cannot be read or used.
    pub fn open(config: &Config, version: Arc<Version>) -> anyhow::Result<Self> {
        let directory = config.interest.clone();
        let rules = Arc::new(read(directory.as_deref())?);
        let period_ms = i64::from(config.interest_period_minutes) * 60_000;
        let ground = Ground::new(version, rules);
        let made = offer(ground, (Arc::default(), i64::MIN), (clock::now_ms(), period_ms));
        let current = ArcSwap::from_pointee(made);
        Ok(Self {
            current,
            directory,
            period_ms,
            making: Mutex::new(()),
            following: tokio::sync::Mutex::new(()),
        })
    }

    /// What is offered now.
    pub fn current(&self) -> Arc<Offered> {
        self.current.load_full()
    }

    /// Makes a snapshot for the version in service from the same counts, unless there is one. It looks at
    /// all that is offered, which takes its time with a large base.
    pub fn remake(&self, engine: &Engine) {
        let _making = self.making.lock().unwrap_or_else(PoisonError::into_inner);
        let (before, version) = (self.current(), engine.version());
        if Arc::ptr_eq(&before.interest.version, &version) {
            return;
        }
        let rules = Arc::clone(&before.interest.rules);
        let ground = Ground::new(version, rules);
        let counted = (Arc::clone(&before.record), before.counted_ms);
        let made = offer(ground, counted, (clock::now_ms(), self.period_ms));
        self.current.store(Arc::new(made));
    }

    /// Makes a snapshot from other counts, and from changed data files; broken ones leave the data
    /// that is in service, and counts of before those in service are not taken. It computes for
    /// milliseconds.
    pub fn learn(&self, engine: &Engine, (record, now_ms): (Record, i64)) {
        let _making = self.making.lock().unwrap_or_else(PoisonError::into_inner);
        let before = self.current();
        if now_ms < before.counted_ms {
            return;
        }
        let version = engine.version();
        let rules = match read(self.directory.as_deref()) {
            Ok(rules) => Arc::new(rules),
            Err(error) => {
                let cause = format!("{error:#}");
                tracing::error!(
                    error.cause = cause,
                    "changed data of what is offered is not usable; the old stays"
                );
                Arc::clone(&before.interest.rules)
            }
        };
        let same =
            Arc::ptr_eq(&before.interest.version, &version) && before.interest.rules == rules;
        let ground = if same { before.interest.ground() } else { Ground::new(version, rules) };
        let made = offer(ground, (Arc::new(record), now_ms), (now_ms, self.period_ms));
        self.current.store(Arc::new(made));
    }
}

fn offer(
    ground: Ground,
    (record, counted_ms): (Arc<Record>, i64),
    (now_ms, period_ms): (i64, i64),
) -> Offered {
    let at = At { today: clock::day_of(now_ms), moment: Moment { now_ms, period_ms } };
    let interest = Interest::new(ground, &record, at);
    Offered { interest, made_ms: now_ms, record, counted_ms }
}

/// Reads the bundled data and what replaces it: files of a directory with the names of bundled ones.
fn read(directory: Option<&Path>) -> anyhow::Result<Rules> {
    let mut replaced = Vec::new();
    if let Some(directory) = directory {
        let there = std::fs::metadata(directory).is_ok_and(|found| found.is_dir());
        anyhow::ensure!(there, "`{}` is no directory", directory.display());
        for (name, _) in BUNDLED {
            let path = directory.join(name);
            if path.exists() {
                let text = std::fs::read_to_string(&path);
                let text = text.with_context(|| format!("cannot read `{}`", path.display()))?;
                replaced.push(DataFile { name: name.to_owned(), text });
            }
        }
    }
    Ok(Rules::with(&replaced).map_err(Unusable)?)
}
