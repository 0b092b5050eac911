//! The metrics that are means over some of the cases: which cases count, and what each brings.

use crate::seen::Seen;

/// A mean over cases.
pub struct Mean {
    /// Its name in reports.
    pub name: &'static str,
    /// Which cases count.
    pub over: fn(&Seen) -> bool,
    /// What a case brings.
    pub of: fn(&Seen) -> f64,
}

/// Every mean, in the order of what is asked first of an evaluation.
pub const MEANS: [Mean; 21] = [
    Mean { name: "hit@1", over: answerable, of: |seen| seen.hit(1) },
    Mean { name: "hit@3", over: answerable, of: |seen| seen.hit(3) },
    Mean { name: "hit@5", over: answerable, of: |seen| seen.hit(5) },
    Mean { name: "mrr@10", over: answerable, of: Seen::reciprocal_rank },
    Mean { name: "ndcg@10", over: answerable, of: Seen::ndcg },
    Mean { name: "forbidden@1", over: |s| !s.forbid.is_empty(), of: |s| share(s.forbidden()) },
    Mean { name: "answer.rate", over: all, of: |seen| share(decided(seen, "answer")) },
    Mean { name: "answer.precision", over: |s| decided(s, "answer"), of: |s| share(s.right()) },
    Mean { name: "suggest.rate", over: all, of: |seen| share(decided(seen, "suggest")) },
    Mean { name: "reply.rate", over: all, of: |seen| share(decided(seen, "reply")) },
    Mean { name: "refusal.rate", over: all, of: |seen| share(decided(seen, "refuse")) },
    Mean {
        name: "refusal.precision",
        over: |s| decided(s, "refuse"),
        of: |s| share(!answerable(s)),
    },
    Mean { name: "refusal.recall", over: |s| !answerable(s), of: |s| share(decided(s, "refuse")) },
    Mean { name: "clarify.rate", over: all, of: |seen| share(decided(seen, "clarify")) },
    Mean { name: "clarify.precision", over: |s| was_named(s, "clarify"), of: |s| share(agrees(s)) },
    Mean { name: "clarify.recall", over: |s| should(s, "clarify"), of: |s| share(agrees(s)) },
    Mean { name: "handover.rate", over: all, of: |seen| share(decided(seen, "handover")) },
    Mean {
        name: "handover.precision",
        over: |s| was_named(s, "handover"),
        of: |s| share(agrees(s)),
    },
    Mean { name: "handover.recall", over: |s| should(s, "handover"), of: |s| share(agrees(s)) },
    Mean {
        name: "decision.accuracy",
        over: |s| s.decision_expected.is_some(),
        of: |s| share(agrees(s)),
    },
    Mean {
        name: "dialogue.right",
        over: |s| s.dialogue.is_some(),
        of: |s| share(s.dialogue == Some(true)),
    },
];

fn share(is_so: bool) -> f64 {
    f64::from(u8::from(is_so))
}

fn all(_: &Seen) -> bool {
    true
}

/// Whether there is an entry that is right.
fn answerable(seen: &Seen) -> bool {
    !seen.expect.is_empty()
}

fn decided(seen: &Seen, decision: &str) -> bool {
    seen.decision == decision
}

/// Whether the suite says that this should have been decided.
fn should(seen: &Seen, decision: &str) -> bool {
    seen.decision_expected.as_deref() == Some(decision)
}

/// Whether this was decided where the suite says what should have been.
fn was_named(seen: &Seen, decision: &str) -> bool {
    seen.decision_expected.is_some() && decided(seen, decision)
}

/// Whether what was decided is what the suite names.
fn agrees(seen: &Seen) -> bool {
    should(seen, seen.decision)
}
