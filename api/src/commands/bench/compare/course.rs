//! The peers one after the other: each is started where it is a program, measured, and ended before the next
//! begins, so that none disturbs another.

use std::path::Path;

use wenshui_benches::compare::comparison::{Comparison, FailedPeer, PeerFigures};
use wenshui_benches::compare::http::address;
use wenshui_benches::compare::lucene::Lucene;
use wenshui_benches::compare::measure::{Work, measure};
use wenshui_benches::compare::meilisearch::Meilisearch;
use wenshui_benches::compare::opensearch::OpenSearch;
use wenshui_benches::compare::peer::Peer;
use wenshui_benches::compare::postgres::Postgres;
use wenshui_benches::compare::qdrant::Qdrant;
use wenshui_benches::compare::sqlite::Sqlite;
use wenshui_benches::resident::{family_mib, listener};
use wenshui_models::hub::{EncoderSource, open_encoder};

use crate::cli::bench::compare::PeerArgs;
use crate::commands::bench::compare::judge::Judge;
use crate::commands::bench::compare::program::{self, Program};
use crate::commands::terminal::tell;

/// What all of them have in common.
pub(super) struct Course<'a> {
    /// A folder that goes with the run.
    pub(super) folder: &'a Path,
    /// What they are given and asked.
    pub(super) work: Work,
    /// Who judges what they find; none without a suite.
    pub(super) judge: Option<Judge>,
}

impl Course<'_> {
    /// Measures every peer that is asked for; one that fails is noted and the next one comes.
    pub(super) async fn peers(&mut self, args: &PeerArgs, comparison: &mut Comparison) {
        if !args.without_sqlite {
            let measured = self.sqlite().await;
            note(("sqlite", measured), comparison);
        }
        if args.postgres.is_some() || args.postgres_programs.is_some() {
            let measured = self.postgres(args).await;
            note(("postgresql", measured), comparison);
        }
        if args.meilisearch.is_some() || args.meilisearch_program.is_some() {
            let measured = self.meilisearch(args).await;
            note(("meilisearch", measured), comparison);
        }
        if let Some(url) = &args.opensearch {
            let measured = self.opensearch(url).await;
            note(("opensearch", measured), comparison);
        }
        if let Some(jar) = &args.lucene {
            let measured = self.lucene(jar, &args.java).await;
            note(("lucene", measured), comparison);
        }
        if args.qdrant.is_some() || args.qdrant_program.is_some() {
            let measured = self.qdrant(args).await;
            note(("qdrant", measured), comparison);
        }
    }

    /// Measures one, with what it finds judged where there is a suite. What was put into it is removed.
    pub(super) async fn measure<P: Peer>(
        &mut self,
        peer: &mut P,
        process: impl FnOnce() -> Option<u32>,
    ) -> anyhow::Result<PeerFigures> {
        let Self { work, judge, .. } = self;
        let mut judged = |found: &[Vec<String>]| {
            let judge = judge.as_mut().expect("only what a suite asks for is judged");
            judge.judge(found)
        };
        let progress = |next: &str| tell(&format!("measuring {next}"));
        let measured = measure(peer, work, &mut judged, &progress).await;
        let resident_mib = process().and_then(family_mib);
        // What went wrong before matters more than what is left behind by it.
        let emptied = peer.empty().await;
        let figures = measured?;
        emptied?;
        Ok(PeerFigures { resident_mib, ..figures })
    }

    async fn sqlite(&mut self) -> anyhow::Result<PeerFigures> {
        let mut peer = Sqlite::new(self.folder.join("peer.sqlite"));
        self.measure(&mut peer, || None).await
    }

    async fn postgres(&mut self, args: &PeerArgs) -> anyhow::Result<PeerFigures> {
        let Some(programs) = &args.postgres_programs else {
            let url = args.postgres.clone().unwrap_or_default();
            return self.measure(&mut Postgres::new(url), || None).await;
        };
        let (program, url) = program::postgres(programs, self.folder)?;
        self.measure(&mut Postgres::new(url), || Some(program.process())).await
    }

    async fn meilisearch(&mut self, args: &PeerArgs) -> anyhow::Result<PeerFigures> {
        let started = match &args.meilisearch_program {
            Some(path) => Some(program::meilisearch(path, self.folder).await?),
            None => None,
        };
        let at = at(started.as_ref(), args.meilisearch.as_deref())?;
        self.measure(&mut Meilisearch::new(at), || listener(at)).await
    }

    async fn opensearch(&mut self, url: &str) -> anyhow::Result<PeerFigures> {
        let at = address(url)?;
        self.measure(&mut OpenSearch::new(at), || listener(at)).await
    }

    async fn lucene(&mut self, jar: &Path, java: &Path) -> anyhow::Result<PeerFigures> {
        let started = program::lucene((jar, java), self.folder).await?;
        let process = started.process();
        self.measure(&mut Lucene::new(started.address), || Some(process)).await
    }

    async fn qdrant(&mut self, args: &PeerArgs) -> anyhow::Result<PeerFigures> {
        let started = match &args.qdrant_program {
            Some(path) => Some(program::qdrant(path, self.folder).await?),
            None => None,
        };
        let at = at(started.as_ref(), args.qdrant.as_deref())?;
        let encoder = open_encoder(&EncoderSource::Bundled)?;
        self.measure(&mut Qdrant::new(at, encoder), || listener(at)).await
    }
}

/// Where a peer is: a program that was started, else the server that was named.
fn at(started: Option<&Program>, url: Option<&str>) -> anyhow::Result<std::net::SocketAddr> {
    match started {
        Some(program) => Ok(program.address),
        None => Ok(address(url.unwrap_or_default())?),
    }
}

/// Notes what was measured of a peer, or why it could not be.
fn note((name, measured): (&str, anyhow::Result<PeerFigures>), comparison: &mut Comparison) {
    match measured {
        Ok(figures) => comparison.peers.push(figures),
        Err(error) => {
            let reason = format!("{error:#}");
            tell(&format!("{name} could not be measured: {reason}"));
            comparison.failed.push(FailedPeer { name: name.to_owned(), reason });
        }
    }
}
