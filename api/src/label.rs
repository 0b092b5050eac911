//! What states, actions and other names are called in Chinese; the words are data.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use wenshui_desk::case::RegionCase;
use wenshui_desk::invitation::Invitation;
use wenshui_desk::machine::Machine as _;
use wenshui_desk::reservation::Reservation;

/// The family of the actions that are called the same whatever they are done to.
const ACTION: &str = "action";

/// The words of all names, by family.
///
/// # Panics
/// When the table that was compiled in is no table; a test reads it.
pub fn labels() -> &'static BTreeMap<String, BTreeMap<String, String>> {
    static LABELS: OnceLock<BTreeMap<String, BTreeMap<String, String>>> = OnceLock::new();
    LABELS.get_or_init(|| {
        toml::from_str(include_str!("../data/labels.toml")).expect("the labels are TOML")
    })
}

/// The words of a name of a family, where there are any.
pub fn label(family: &str, name: &str) -> Option<&'static str> {
    Some(labels().get(family)?.get(name)?.as_str())
}

/// What an action on things of a kind is called; its name where it has no words.
pub fn action<'a>(kind: &str, name: &'a str) -> &'a str {
    let own = label(&format!("{kind}_{ACTION}"), name);
    own.or_else(|| label(ACTION, name)).unwrap_or(name)
}

/// What a state of things of a kind is called; its name where it has no words.
pub fn state<'a>(kind: &str, name: &'a str) -> &'a str {
    label(family(kind), name).unwrap_or(name)
}

/// The family of the states of a kind.
fn family(kind: &str) -> &str {
    match kind {
        RegionCase::KIND => "case",
        Reservation::KIND | Invitation::KIND => "booking",
        kind => kind,
    }
}

#[cfg(test)]
mod tests {
    use wenshui_desk::authority::Authority;
    use wenshui_desk::call::Call;
    use wenshui_desk::call::start::Beginning;
    use wenshui_desk::case::RegionCase;
    use wenshui_desk::invitation::Invitation;
    use wenshui_desk::machine::{Machine, Named};
    use wenshui_desk::mediation::Mediation;
    use wenshui_desk::note::Note;
    use wenshui_desk::notice::Notice;
    use wenshui_desk::receipt::Receipt;
    use wenshui_desk::reservation::Reservation;
    use wenshui_desk::session::Session;
    use wenshui_desk::survey::Survey;
    use wenshui_desk::survey::sheet::Sheet;
    use wenshui_desk::work_order::WorkOrder;

    use super::{action, state};

    fn has_words<M: Machine>() {
        for name in M::STATES {
            assert_ne!(state(M::KIND, name), *name, "the state {name} of {}", M::KIND);
        }
        for one in M::Action::ALL {
            assert_ne!(action(M::KIND, one.name()), one.name(), "{} of {}", one.name(), M::KIND);
        }
        assert!(M::OVER.iter().all(|over| M::STATES.contains(over)), "{}", M::KIND);
    }

    #[test]
    fn every_state_and_every_action_has_words() {
        has_words::<Authority>();
        has_words::<Call>();
        has_words::<RegionCase>();
        has_words::<Invitation>();
        has_words::<Mediation>();
        has_words::<Note>();
        has_words::<Notice>();
        has_words::<Receipt>();
        has_words::<Reservation>();
        has_words::<Session>();
        has_words::<Survey>();
        has_words::<Sheet>();
        has_words::<WorkOrder>();
        // Named where they are refused, and no machine's own.
        for (kind, name) in
            [(Session::KIND, "speak"), (Call::KIND, "signal"), (RegionCase::KIND, "submit")]
        {
            assert_ne!(action(kind, name), name);
        }
        for start in Beginning::ALL {
            assert_ne!(action(Call::KIND, start.name()), start.name());
        }
    }
}
