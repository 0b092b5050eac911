//! What is taken out of a reply because it must not be said.

use crate::guard::action::Action;
use crate::guard::sensitive::Treatment;
use crate::reply::{Choice, Decision, Reply, Withheld};
use crate::version::Version;

/// A reply without what must not be said. An answer that is held back becomes a refusal; what is
/// only offered is left out.
pub fn withhold(version: &Version, mut reply: Reply) -> Reply {
    let held_back = &version.held_back;
    let free = |entry: &u32| !held_back.blocks(*entry);
    reply.candidates.retain(|ranked| free(&ranked.entry));
    reply.guesses.retain(free);
    reply.related.retain(free);
    if let Some(asked) = &mut reply.clarification {
        asked.options.retain(|(choice, _)| match choice {
            Choice::Entry(entry) => free(entry),
            Choice::Value(_) | Choice::None => true,
        });
    }
    let is_offer = |(choice, _): &(Choice, String)| *choice != Choice::None;
    let options =
        reply.clarification.as_ref().is_none_or(|asked| asked.options.iter().any(is_offer));
    let empty = match reply.decision {
        Decision::Clarify => !options,
        Decision::Suggest => reply.guesses.is_empty(),
        _ => false,
    };
    if empty {
        return refused(reply, version.words.refuse.clone());
    }
    let held = reply.answer.and_then(|at| Some((at, held_back.held(at)?)));
    let Some((entry, held)) = held.filter(|(_, held)| held.blocked || held.hidden) else {
        return reply;
    };
    let treatment = if held.blocked { Treatment::Block } else { Treatment::Mask };
    let rule = version.screen.guard().outward(treatment);
    let action = if held.blocked { Action::Block } else { Action::Soften };
    let withheld = Some(Withheld { entry, rule: rule.to_owned(), action, hash: held.hash });
    if !held.blocked {
        return Reply { withheld, ..reply };
    }
    Reply { withheld, ..refused(reply, version.words.withheld.clone()) }
}

/// The refusal in the place of a reply.
fn refused(reply: Reply, words: String) -> Reply {
    Reply {
        decision: Decision::Refuse,
        say: vec![words],
        answer: None,
        clarification: None,
        related: Vec::new(),
        exits: true,
        ..reply
    }
}
