//! `wenshui bench compare`: the same entries and questions given to Wenshui and to its peers, one after the
//! other in one run.

use std::path::{Path, PathBuf};
use std::time::Duration;

use wenshui_benches::compare::comparison::{Comparison, LoadAsked, PeerFigures};
use wenshui_benches::compare::corpus::Searched;
use wenshui_benches::compare::echo::Echo;
use wenshui_benches::compare::measure::Work;
use wenshui_benches::compare::wenshui::Wenshui;
use wenshui_benches::load::Plan;
use wenshui_benches::result::knowledge::KnowledgeMark;
use wenshui_benches::result::{Figure, Kind, Series};
use wenshui_engine::open::open;
use wenshui_knowledge::base::Base;
use wenshui_knowledge::entry::{Block, Entry, Step};

use crate::cli::bench::compare::BenchCompareArgs;
use crate::commands::bench::child::{Server, in_folder, serving};
use crate::commands::bench::compare::course::Course;
use crate::commands::bench::compare::judge::Judge;
use crate::commands::bench::compare::table::table;
use crate::commands::bench::give_out::{Begun, Measured, details, give_out, title};
use crate::commands::bench::questions;
use crate::commands::outcome::Outcome;
use crate::commands::terminal::tell;
use crate::published;
use crate::source::Source;

mod course;
mod judge;
mod program;
mod table;

/// More questions than any of them answers in a second on two cores, echo left aside; they are asked in
/// rotation.
const QUESTIONS_A_SECOND: usize = 10_000;

/// Measures everybody and prints the figures.
///
/// # Errors
/// When the knowledge or the suite cannot be used, or Wenshui itself fails. A peer that fails is told, and
/// the exit code is 1.
pub fn run(args: &BenchCompareArgs) -> anyhow::Result<Outcome> {
    let source = published::source(&args.kb)?;
    let judge = args.suite.as_deref().map(|suite| Judge::read(suite, args)).transpose()?;
    let asked = judge.is_some() || args.seconds > 0;
    anyhow::ensure!(asked, "nothing to measure: --seconds is 0 and there is no --suite");
    let begun = Begun::beside_echo()?;
    let knowledge = in_place(&source)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let compared = in_folder(async |folder| compare((args, judge), &source, folder).await);
    let comparison = runtime.block_on(compared)?;
    let result = begun.result(Measured {
        command: "compare",
        knowledge: Some(knowledge),
        seed: Some(args.seed),
        cases: comparison.suite.as_ref().map_or(0, |suite| suite.cases as u64),
        latencies: comparison.peers.iter().flat_map(latencies).collect(),
        figures: comparison.peers.iter().flat_map(figures).collect(),
        details: details(&comparison)?,
    })?;
    give_out(&result, (&args.out, &table(&comparison)))?;
    Ok(if comparison.failed.is_empty() { Outcome::Done } else { Outcome::Failed })
}

/// The mark of the knowledge, whose index is made for it and thrown away.
fn in_place(source: &Source) -> anyhow::Result<KnowledgeMark> {
    let folder = std::env::temp_dir().join(format!("wenshui-mark-{}", std::process::id()));
    let opened = open(source.parts()?, &folder);
    // The folder is ours and holds nothing that anybody needs.
    let _ = std::fs::remove_dir_all(&folder);
    Ok(KnowledgeMark::of(&opened?.0, title(source)))
}

/// How long requests to one of them took, by how load was put on.
fn latencies(peer: &PeerFigures) -> Vec<Series> {
    let loads = [peer.closed, peer.single, peer.open].into_iter().flatten();
    let kind = if peer.name == "echo" { Kind::Echo } else { Kind::Load };
    loads.map(|loaded| Series::of_load(&peer.name, kind, &loaded)).collect()
}

/// The numbers of one of them that stand alone.
fn figures(peer: &PeerFigures) -> Vec<Figure> {
    let named =
        |what: &str, unit, value: f64| Figure::new(&format!("{}.{what}", peer.name), unit, value);
    let metrics = peer.quality.iter().flat_map(|quality| &quality.metrics);
    let mut figures: Vec<Figure> =
        metrics.map(|(name, value)| named(name, "share", *value)).collect();
    let build = peer.build_s.map(|build| named("build", "s", build));
    let resident = peer.resident_mib.map(|mib| named("resident", "MiB", mib));
    let share = peer.share_of_echo.map(|share| named("share_of_echo", "share", share));
    figures.extend([build, resident, share].into_iter().flatten());
    figures
}

async fn compare(
    (args, judge): (&BenchCompareArgs, Option<Judge>),
    source: &Source,
    folder: &Path,
) -> anyhow::Result<Comparison> {
    let base = source.base()?;
    let work = work(args, &base, judge.as_ref())?;
    let knowledge = source.file();
    let mut comparison = Comparison {
        kb: knowledge.as_ref().map_or("bundled".into(), |path| path.display().to_string()),
        entries: work.entries.len(),
        wordings: work.entries.iter().map(|entry| entry.wordings.len()).sum(),
        suite: judge.as_ref().map(|judge| judge.asked.clone()),
        load: (args.seconds > 0).then_some(LoadAsked {
            seconds: args.seconds,
            connections: args.connections.into(),
            rate: args.rate,
        }),
        seed: args.seed,
        peers: Vec::new(),
        failed: Vec::new(),
    };
    let mut course = Course { folder, work, judge };
    comparison.peers.push(echo(&mut course).await?);
    comparison.peers.push(wenshui(&mut course, knowledge).await?);
    course.peers(&args.peers, &mut comparison).await;
    share(&mut comparison.peers);
    Ok(comparison)
}

/// What everybody is given and asked.
fn work(args: &BenchCompareArgs, base: &Base, judge: Option<&Judge>) -> anyhow::Result<Work> {
    let count = args.seconds as usize * QUESTIONS_A_SECOND;
    if count > 0 {
        tell("making questions");
    }
    Ok(Work {
        entries: base.entries.iter().map(searched).collect(),
        asked: judge.map_or_else(Vec::new, Judge::questions),
        questions: questions::foreign_to(base, count, args.seed)?,
        plan: Plan {
            connections: args.connections.into(),
            duration: Duration::from_secs(args.seconds),
            rate: Some(args.rate),
        },
    })
}

/// As much of an entry as can be searched: its wordings, and every text of its answer.
fn searched(entry: &Entry) -> Searched {
    let mut answer: Vec<&str> = entry.answer.iter().map(String::as_str).collect();
    for block in &entry.blocks {
        match block {
            Block::Text { markdown } => answer.push(markdown),
            Block::Guide { steps } => {
                for Step { title, markdown, .. } in steps {
                    answer.extend(
                        [Some(title), markdown.as_ref()].into_iter().flatten().map(String::as_str),
                    );
                }
            }
            _ => {}
        }
    }
    let wordings = entry.wordings().map(str::to_owned).collect();
    Searched { id: entry.id.clone(), wordings, answer: answer.join("\n") }
}

/// Echo, which all others are held against.
async fn echo(course: &mut Course<'_>) -> anyhow::Result<PeerFigures> {
    let server = Server::start(&["bench".into(), "echo".into()]).await?;
    let process = server.process();
    course.measure(&mut Echo { address: server.address }, || Some(process)).await
}

/// Wenshui, from a folder without an index.
async fn wenshui(
    course: &mut Course<'_>,
    knowledge: Option<PathBuf>,
) -> anyhow::Result<PeerFigures> {
    let data = course.folder.join("wenshui");
    let server = Server::start(&serving(knowledge, &data)).await?;
    let mut peer = Wenshui::new(server.address, &course.work.entries, server.ready_s);
    let process = server.process();
    course.measure(&mut peer, || Some(process)).await
}

/// Shares of echo's requests a second.
fn share(peers: &mut [PeerFigures]) {
    let echo = peers.first().and_then(|echo| echo.closed).map(|closed| closed.per_second);
    for peer in peers.iter_mut().skip(1) {
        let per_second = peer.closed.map(|closed| closed.per_second);
        peer.share_of_echo = per_second.zip(echo).map(|(own, echo)| own / echo);
    }
}
