//! A bureau's own settings: what its file names takes the place of what ships, and everything that is
//! wrong with the file is told by line.

use std::collections::BTreeMap;
use std::ops::Range;

use toml::{Spanned, Table, Value};

use crate::mistake::{Mistake, Proof};
use crate::profile::{BUNDLED, Profile};

type Settings = BTreeMap<String, Spanned<Value>>;

/// No setting counts to more; a thousand million seconds are thirty years.
const MOST: i64 = 1_000_000_000;
/// The last minute of an hour.
const MINUTE_LAST: i64 = 59;
/// A tail of a distribution ends in its middle.
const TAIL_MAX: f64 = 0.5;

impl Profile {
    /// The settings that ship with those of a file in their place.
    ///
    /// # Errors
    /// Every section and setting that is not known, every value that is of another kind or beyond its
    /// bounds, each with its line.
    ///
    /// # Panics
    /// Never: what ships is tested, and nothing else is taken that cannot be read.
    pub fn with(text: &str) -> Result<Self, Vec<Mistake>> {
        let (sections, mut proof) = Proof::read::<BTreeMap<String, Spanned<Settings>>>(text)?;
        let mut all = shipped();
        for (section, settings) in &sections {
            let Some(Value::Table(known)) = all.get_mut(section) else {
                proof.wrong("section", "is not known", &spot(settings.span(), section));
                continue;
            };
            for (name, value) in settings.get_ref() {
                match fault((section, name), known.get(name), value.get_ref()) {
                    Some(problem) => {
                        let full = format!("{section}.{name}");
                        proof.wrong("setting", problem, &spot(value.span(), &full));
                    }
                    None => drop(known.insert(name.clone(), value.get_ref().clone())),
                }
            }
        }
        // Each was read beside what ships, and no setting depends on another.
        proof.finish(all.try_into().expect("settings that are read one by one are read together"))
    }
}

fn shipped() -> Table {
    toml::from_str(BUNDLED).expect("the bundled profile is tested")
}

fn spot(span: Range<usize>, name: &str) -> Spanned<String> {
    Spanned::new(span, name.to_owned())
}

/// What is wrong with a value in the place of the one that ships.
fn fault(
    (section, name): (&str, &str),
    known: Option<&Value>,
    value: &Value,
) -> Option<&'static str> {
    let known = match known {
        Some(known) if known.same_type(value) => known,
        Some(_) => return Some("is of another kind than what ships"),
        None => return Some("is not known"),
    };
    match (known, value) {
        (_, Value::Integer(number)) if !(0..=MOST).contains(number) => Some("is out of bounds"),
        (_, Value::Float(share)) if !(*share > 0.0 && *share < TAIL_MAX) => {
            Some("is out of bounds")
        }
        (Value::Array(shipped), Value::Array(given)) => list_fault(shipped, given),
        _ => None,
    }
    .or_else(|| (!is_readable((section, name), value)).then_some("is none of the possible values"))
}

/// Lists of numbers are minutes of an hour; every other list may be empty.
fn list_fault(shipped: &[Value], given: &[Value]) -> Option<&'static str> {
    let is_minute =
        |value: &Value| value.as_integer().is_some_and(|at| (0..=MINUTE_LAST).contains(&at));
    let holds_minutes = shipped.iter().any(Value::is_integer);
    let are_minutes = !given.is_empty() && given.iter().all(is_minute);
    (holds_minutes && !are_minutes).then_some("is no list of minutes of an hour")
}

/// Whether the settings that ship can be read with this one in its place.
fn is_readable((section, name): (&str, &str), value: &Value) -> bool {
    let mut all = shipped();
    if let Some(Value::Table(settings)) = all.get_mut(section) {
        settings.insert(name.to_owned(), value.clone());
    }
    all.try_into::<Profile>().is_ok()
}

#[cfg(test)]
mod tests {
    use crate::profile::Profile;

    #[test]
    fn what_a_file_names_takes_the_place_of_what_ships_and_the_rest_stays() {
        let own = Profile::with("[session]\nqueue_timeout_s = 60\n[note]\ntypes = []\n").unwrap();
        let mut expected = Profile::bundled();
        expected.session.queue_timeout_s = 60;
        expected.note.types = Vec::new();
        assert_eq!(own, expected);
        assert_eq!(Profile::with("").unwrap(), Profile::bundled());
    }

    #[test]
    fn everything_that_is_wrong_is_told_by_line() {
        let text = "[session]\nqueue_timeout_s = -1\nqueue_timeout = 3\nidle_timeout_s = \"long\"\n\
                    rating_after = \"never\"\n[booking]\ncheck_minutes = [75]\n[waiting]\neta_tail = 0.9\n\
                    [lunch]\nminutes = 30\n";
        let told: Vec<String> =
            Profile::with(text).unwrap_err().iter().map(ToString::to_string).collect();
        assert_eq!(
            told,
            [
                "line 2: `setting` is out of bounds: session.queue_timeout_s",
                "line 3: `setting` is not known: session.queue_timeout",
                "line 4: `setting` is of another kind than what ships: session.idle_timeout_s",
                "line 5: `setting` is none of the possible values: session.rating_after",
                "line 7: `setting` is no list of minutes of an hour: booking.check_minutes",
                "line 9: `setting` is out of bounds: waiting.eta_tail",
                "line 10: `section` is not known: lunch",
            ]
        );
        let broken = Profile::with("[session\n").unwrap_err();
        assert_eq!((broken.len(), broken[0].line), (1, 1));
    }
}
