//! An answer of the engine as spans: one for the whole, and one in it for each of its stages, from the one
//! record that the engine keeps.

use wenshui_engine::reply::Reply;

use crate::span::current;
use crate::span::record::now_ns;

/// Hands over the spans of a reply that has just been made by a version.
pub fn note(reply: &Reply, version: &str) {
    let Some(traced) = current::traced() else {
        return;
    };
    let trace = &reply.trace;
    let began_ns = now_ns().saturating_sub(trace.total());
    let known = vec![
        ("wenshui.decision", reply.decision.name().into()),
        ("wenshui.kb.version", version.to_owned().into()),
        ("wenshui.hits.lexical", i64::from(trace.lexical_hits).into()),
        ("wenshui.hits.dense", i64::from(trace.dense_hits).into()),
        ("wenshui.exact", trace.exact.into()),
    ];
    let Some(whole) = traced.give("engine.answer", (began_ns, trace.total()), known) else {
        return;
    };
    let mut at_ns = began_ns;
    // A stage that the question did not come to took nothing.
    for (stage, took_ns) in trace.stages().filter(|(_, took_ns)| *took_ns > 0) {
        whole.give(stage.name(), (at_ns, took_ns), Vec::new());
        at_ns += took_ns;
    }
}
