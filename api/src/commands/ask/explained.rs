//! What every stage saw of a question, for a maintainer in a terminal.

use std::fmt::Write as _;

use wenshui_engine::feature::Features;
use wenshui_engine::reply::{Ranked, Reply};
use wenshui_engine::settings::{Calibration, Domain};
use wenshui_engine::understand::Understanding;
use wenshui_engine::version::Version;
use wenshui_knowledge::text::term::{TermKey, TermKind};

/// How many candidates are taken apart.
const CANDIDATES: usize = 3;

/// What every stage saw of `text`, one stage after the other.
pub(super) fn explained(version: &Version, reply: &Reply, text: &str) -> String {
    let mut asked = Understanding::default();
    asked.read(text, &version.analyzer, &version.vocabulary);
    asked.look_closer(version);
    let mut out = String::new();
    let stages = [understood(version, &asked), hits(reply), candidates(version, reply)];
    for stage in stages {
        out.push_str(&stage);
    }
    if let Some(first) = reply.candidates.first().filter(|_| !reply.trace.exact) {
        out.push_str(&calibrated((version, reply), first, &asked));
    }
    out.push_str(&decided(version, reply));
    out
}

/// The question folded and in the words of the law, and what its words weigh.
fn understood(version: &Version, asked: &Understanding) -> String {
    let analysis = &asked.analysis;
    let mut out = format!(
        "\nunderstood  {}\nread as     {}\n",
        analysis.folded.text(),
        analysis.reading.canonical
    );
    for quantity in &analysis.quantities {
        out.push_str(&format!("quantity    {}\n", quantity.value.spellings().join(" = ")));
    }
    out.push_str("words       ");
    for word in analysis.reading.said_words() {
        let mut chars = word.chars();
        let key = match (chars.next(), chars.next()) {
            (Some(only), None) => TermKey::char(only),
            _ => TermKey::text(TermKind::Word, word),
        };
        let told = match version.vocabulary.id(key) {
            Some(id) => format!(
                "{word} {:.2} (in {} entries)",
                version.vocabulary.weight(id),
                version.vocabulary.frequencies()[id as usize]
            ),
            None => format!("{word} {:.2} (in none)", version.vocabulary.weight_unseen(key)),
        };
        out.push_str(&format!("{told}  "));
    }
    out + &format!(
        "\nknown       {:.2} of its weight stands in the knowledge; outside {:+.2} logits\n",
        asked.known_share(),
        asked.outside
    )
}

fn hits(reply: &Reply) -> String {
    let trace = &reply.trace;
    let exact = if trace.exact { "; it is a wording of the knowledge" } else { "" };
    let (lexical, dense) = (trace.lexical_hits, trace.dense_hits);
    format!("hits        {lexical} documents by words, {dense} by vectors{exact}\n")
}

/// The first candidates, each with what its features add to its score.
fn candidates(version: &Version, reply: &Reply) -> String {
    let mut out = String::new();
    let weights = version.settings.ranker.numbers();
    for (place, ranked) in (1..).zip(reply.candidates.iter().take(CANDIDATES)) {
        let entry = version.shown(ranked.entry);
        let first = version.documents.wordings_of(ranked.entry).start;
        let wording = entry.wordings().nth((ranked.wording - first) as usize);
        let Ranked { score, share, confidence, .. } = ranked;
        // Writing to a string cannot fail.
        let _ = writeln!(
            out,
            "\n{place}. {} {}\n   met as   {}\n   score {score:.4}, {:.1} % of the choice, confidence {confidence:.3}",
            entry.id,
            entry.question,
            wording.unwrap_or(&entry.question),
            100.0 * share,
        );
        let named = Features::NAMES.iter().zip(ranked.features.numbers()).zip(weights);
        let mut parts: Vec<(f32, String)> = named
            .filter(|(_, weight)| *weight > 0.0)
            .map(|((name, feature), weight)| {
                let part = feature * weight;
                (part, format!("{name} {feature:.2} \u{d7} {weight:.3} = {part:.3}"))
            })
            .collect();
        parts.sort_by(|a, b| b.0.total_cmp(&a.0));
        for line in parts.chunks(3) {
            let line: Vec<&str> = line.iter().map(|(_, part)| part.as_str()).collect();
            let _ = writeln!(out, "   {}", line.join(" \u{b7} "));
        }
    }
    out
}

/// How confidence and the chance of being known come about, in logits.
fn calibrated(
    (version, reply): (&Version, &Reply),
    first: &Ranked,
    asked: &Understanding,
) -> String {
    let chars = asked.analysis.folded.text().chars().count().max(1) as f32;
    let (length_of, known_of) = (chars.ln(), asked.known_share());
    let Calibration { score, share, known, length, outside, offset, .. } =
        version.settings.calibration;
    let right = [
        ("score", score * first.score),
        ("share", share * first.share),
        ("known words", known * known_of),
        ("length", length * length_of),
        ("outside", outside * asked.outside),
        ("offset", offset),
    ];
    let Domain { score, known, length, outside, offset } = version.settings.domain;
    let domain = [
        ("score", score * first.score),
        ("known words", known * known_of),
        ("length", length * length_of),
        ("outside", outside * asked.outside),
        ("offset", offset),
    ];
    format!(
        "\nright       {:.3} = logistic of {}\nmatter known {:.3} = logistic of {}\n",
        first.confidence,
        sum(&right),
        reply.known,
        sum(&domain)
    )
}

fn sum(parts: &[(&str, f32)]) -> String {
    let all: f32 = parts.iter().map(|(_, part)| part).sum();
    let parts: Vec<String> =
        parts.iter().map(|(name, part)| format!("{name} {part:+.2}")).collect();
    format!("{} = {all:+.2}", parts.join(", "))
}

/// The thresholds with what they were held against, and what follows.
fn decided(version: &Version, reply: &Reply) -> String {
    let by = &version.settings.decision;
    let mut scores = reply.candidates.iter().map(|ranked| ranked.score);
    let margin = scores.next().zip(scores.next()).map(|(first, second)| first - second);
    let held = |is: bool| if is { "reached" } else { "not reached" };
    let mut out = format!(
        "\nanswer_min  {:.4} {}\nsure_min    {:.4} {}\nsuggest_min {:.4} {}\n",
        by.answer_min,
        held(reply.confidence >= by.answer_min),
        by.sure_min,
        held(reply.confidence >= by.sure_min),
        by.suggest_min,
        held(reply.known >= by.suggest_min),
    );
    if let Some(margin) = margin {
        let is = held(margin >= by.margin_min);
        out.push_str(&format!(
            "margin_min  {:.4} {is}: the second is {margin:.4} behind\n",
            by.margin_min
        ));
    }
    for (stage, nanoseconds) in reply.trace.stages() {
        out.push_str(&format!("{} {:.0} \u{b5}s  ", stage.name(), nanoseconds as f64 / 1e3));
    }
    out + &format!("\ndecision    {}\n", reply.decision.name())
}
