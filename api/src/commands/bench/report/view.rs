//! The page of a report, section by section.

use serde::Serialize;
use wenshui_benches::result::signature::Signature;
use wenshui_benches::result::target::{Aimed, aimed};
use wenshui_benches::result::{Figure, Kind, Series, State};
use wenshui_eval::ablation::table::{AblationSet, Point};
use wenshui_eval::html::chart::Chart;
use wenshui_eval::html::pages::{Pages, Wording};

use crate::commands::bench::report::aims::aims;
use crate::commands::bench::report::axis::entries;
use crate::commands::bench::report::changes::Changed;
use crate::commands::bench::report::charts::{self, GROWTH, is_drawn, role};
use crate::commands::bench::report::input::{Input, Named};
use crate::commands::bench::report::numbers::numbers;

/// The templates: files of `api/data/bench` by their names.
macro_rules! templates {
    ($($name:literal),* $(,)?) => {
        &[$(($name, include_str!(concat!("../../../../data/bench/", $name)))),*]
    };
}

pub(super) const WORDING: Wording = Wording::new(
    templates![
        "bench-words.html",
        "targets.html",
        "stages.html",
        "percentiles.html",
        "echo.html",
        "growth.html",
        "quality.html",
        "instructions.html",
        "changes.html",
        "peers.html",
        "numbers.html",
        "signatures.html",
    ],
    ("bench-words.html", "en"),
    include_str!("../../../../data/bench/bench.css"),
);

/// The command whose results are those of other servers beside this one.
const PEERS: &str = "compare";

/// The page. Sections that there is nothing for are left out.
///
/// # Errors
/// When a template asks for what there is not.
pub(super) fn page(input: &Input) -> anyhow::Result<String> {
    let pages = Pages::in_words(WORDING)?;
    let mut sections = Vec::new();
    let mut add = |name: &'static str, values: Option<serde_json::Value>| {
        let section = values.map(|values| pages.section(name, values)).transpose()?;
        sections.extend(section);
        anyhow::Ok(())
    };
    add("targets", some(aims(input)?)?)?;
    add("stages", some(stages(input))?)?;
    add("percentiles", some(percentiles(input)?)?)?;
    add("echo", some(shares_of_echo(input)?)?)?;
    add("growth", some(growth(input)?)?)?;
    add("quality", some(quality(input))?)?;
    add("instructions", some(instructions(input))?)?;
    add("changes", some(changes(input))?)?;
    add("peers", some(numbers(input, |command| command == PEERS))?)?;
    add("numbers", some(numbers(input, |command| command != PEERS))?)?;
    add("signatures", some(signatures(input)?)?)?;
    let of: Vec<&str> = input.results.iter().map(|named| named.name.as_str()).collect();
    Ok(pages.page(("bench", &of.join(", ")), &sections)?)
}

/// Every signature with its settings as text.
fn signatures(input: &Input) -> anyhow::Result<Vec<(&str, &Signature, String)>> {
    let told = |named: &'_ Named| {
        let knowledge = named.result.signature.knowledge.as_ref();
        let settings = knowledge.map(|knowledge| serde_json::to_string_pretty(&knowledge.settings));
        anyhow::Ok(settings.transpose()?.unwrap_or_default())
    };
    let each = input.results.iter();
    each.map(|named| Ok((named.name.as_str(), &named.result.signature, told(named)?))).collect()
}

/// A list as values of a section; nothing where it is empty.
fn some<T: Serialize>(list: Vec<T>) -> anyhow::Result<Option<serde_json::Value>> {
    let is_any = !list.is_empty();
    Ok(is_any.then(|| serde_json::to_value(List { list })).transpose()?)
}

#[derive(Serialize)]
struct List<T> {
    list: Vec<T>,
}

/// A chart with what it is about and what its colours stand for.
#[derive(Serialize)]
pub(super) struct Drawn {
    pub(super) title: String,
    pub(super) chart: Chart,
    pub(super) legend: Vec<Key>,
}

/// What a colour stands for.
#[derive(Serialize)]
pub(super) struct Key {
    role: &'static str,
    name: String,
}

fn keys(names: impl Iterator<Item = String>) -> Vec<Key> {
    names.enumerate().map(|(at, name)| Key { role: role(at), name }).collect()
}

/// The stages of every result, size and state.
pub(super) fn stages(input: &Input) -> Vec<Drawn> {
    let mut drawn = Vec::new();
    for Named { name, result } in &input.results {
        let stages: Vec<&Series> =
            result.latencies.iter().filter(|one| one.kind == Kind::Stage).collect();
        let mut groups: Vec<(Option<u64>, Option<State>)> =
            stages.iter().map(|one| (one.entries, one.state)).collect();
        groups.dedup();
        // Cold stages are told in numbers; their bars would only repeat what the chart of growth shows.
        groups.retain(|(_, state)| *state != Some(State::Cold));
        for group in groups {
            let of: Vec<&Series> =
                stages.iter().copied().filter(|one| (one.entries, one.state) == group).collect();
            let known = result.signature.knowledge.as_ref().map(|knowledge| knowledge.entries);
            let size = group.0.or(known).map(entries).unwrap_or_default();
            let title = format!("{name}: {size} entries");
            drawn.push(Drawn { title, chart: charts::stages(&of), legend: Vec::new() });
        }
    }
    drawn
}

/// The targets of how long an answer takes.
fn times_of_answers(named: &Named) -> anyhow::Result<Vec<Aimed>> {
    let is_time = |aimed: &Aimed| aimed.unit == "us" && aimed.id == "P4";
    Ok(aimed(&named.result)?.into_iter().filter(is_time).collect())
}

/// Latencies of every result as curves.
fn percentiles(input: &Input) -> anyhow::Result<Vec<Drawn>> {
    let mut drawn = Vec::new();
    for named in &input.results {
        let warm = |one: &&Series| is_drawn(one) && one.state != Some(State::Cold);
        let series: Vec<&Series> = named.result.latencies.iter().filter(warm).collect();
        let aimed = times_of_answers(named)?;
        for part in series.chunks(6) {
            let title = named.name.clone();
            let legend = keys(part.iter().map(|one| one.title()));
            drawn.push(Drawn { title, chart: charts::percentiles(part, &aimed), legend });
        }
    }
    Ok(drawn)
}

/// Throughput as shares of echo.
pub(super) fn shares_of_echo(input: &Input) -> anyhow::Result<Vec<Drawn>> {
    const SHARE: &str = ".share_of_echo";
    let mut shares = Vec::new();
    for named in &input.results {
        let size = named.result.signature.knowledge.as_ref().map(|k| entries(k.entries));
        let aimed = aimed(&named.result)?;
        for figure in &named.result.figures {
            let Some(what) = figure.name.strip_suffix(SHARE) else { continue };
            let target = aimed.iter().find(|aimed| aimed.figure == figure.name);
            let name = format!("{what} {}", size.as_deref().unwrap_or_default());
            shares.push((name, figure.value, target.map(|target| target.bound)));
        }
    }
    if shares.is_empty() {
        return Ok(Vec::new());
    }
    let title = "Requests a second as a share of echo".to_owned();
    Ok(vec![Drawn { title, chart: charts::shares(&shares), legend: Vec::new() }])
}

/// Answers by the size of the knowledge.
pub(super) fn growth(input: &Input) -> anyhow::Result<Vec<Drawn>> {
    let mut drawn = Vec::new();
    for named in &input.results {
        let sized = |one: &&Series| one.kind == Kind::Whole && one.entries.is_some();
        let series: Vec<&Series> = named.result.latencies.iter().filter(sized).collect();
        if series.is_empty() {
            continue;
        }
        let p4 = times_of_answers(named)?;
        let legend = keys(GROWTH.iter().map(|(name, ..)| (*name).to_owned()));
        let growth = named.result.figures.iter().find(|f| f.name.starts_with("answer.growth"));
        let factor = growth.map(|figure| {
            let to = figure.entries.map(entries).unwrap_or_default();
            format!(": {:.1} × up to {to} entries", figure.value)
        });
        let title = format!("{}{}", named.name, factor.unwrap_or_default());
        drawn.push(Drawn { title, chart: charts::growth(&series, &p4), legend });
    }
    Ok(drawn)
}

/// Quality against time, set by set.
fn quality(input: &Input) -> Vec<impl Serialize> {
    #[derive(Serialize)]
    struct Set {
        name: String,
        version: String,
        cases: usize,
        chart: Chart,
        points: Vec<Point>,
    }
    let set = |set: &AblationSet| Set {
        name: set.name.clone(),
        version: set.kb_version().to_owned(),
        cases: set.cases(),
        chart: charts::quality(set),
        points: set.points(),
    };
    input.ablations.iter().flat_map(|ablation| ablation.sets.iter().map(set)).collect()
}

/// Instructions of every stage, beside those of before.
fn instructions(input: &Input) -> Vec<Drawn> {
    const PREFIX: &str = "instructions.";
    let mut drawn = Vec::new();
    for named in &input.results {
        let stage = |figure: &&Figure| figure.name.starts_with(PREFIX);
        let figures: Vec<&Figure> = named.result.figures.iter().filter(stage).collect();
        if figures.is_empty() {
            continue;
        }
        let before = input.baseline(&named.result);
        let before = |figure: &Figure| before?.result.figure(&figure.name).map(|other| other.value);
        let beside: Vec<(&Figure, Option<f64>)> =
            figures.into_iter().map(|figure| (figure, before(figure))).collect();
        let chart = charts::numbers(&beside, |name| name.replace(PREFIX, ""));
        drawn.push(Drawn { title: named.name.clone(), chart, legend: Vec::new() });
    }
    drawn
}

fn changes(input: &Input) -> Vec<Changed> {
    let pairs = input.results.iter();
    pairs.filter_map(|named| Some(Changed::new(named, input.baseline(&named.result)?))).collect()
}
