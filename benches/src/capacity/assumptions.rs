//! What the capacity model supposes; `benches/data/capacity.toml` says what each number is and where it comes from.

use serde::{Deserialize, Serialize};

/// The assumptions that come with the program, as TOML.
pub const BUNDLED: &str = include_str!("../../data/capacity.toml");
const HOURS: usize = 24;
const DAY_S: f64 = 24.0 * 3600.0;

/// Everything that is supposed.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Assumptions {
    /// Who asks, and when.
    pub demand: Demand,
    /// What is asked of people.
    pub people: People,
    /// What a node does.
    pub node: Node,
    /// What the database does.
    pub database: Database,
}

/// Who asks, and when.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Demand {
    /// How many may ask.
    pub taxpayers: f64,
    /// Conversations of one of them a year.
    pub conversations_a_year: f64,
    /// Questions of a conversation.
    pub questions_a_conversation: f64,
    /// Lists of suggestions for a question.
    pub lists_a_question: f64,
    /// What the busiest day has of the year.
    pub busiest_day_share: f64,
    /// What the busiest minute has over the mean of its hour.
    pub burst: f64,
    /// What each hour has of a day, from midnight on.
    pub hours: [f64; HOURS],
}

/// What is asked of people.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct People {
    /// The share of conversations that go on with a person.
    pub handover_share: f64,
    /// What that takes on average, in seconds.
    pub handle_mean_s: f64,
    /// The spread of the logarithm of that.
    pub handle_spread: f64,
    /// How long people wait on average before they leave, in seconds.
    pub patience_mean_s: f64,
    /// Within how many seconds good service begins.
    pub within_s: f64,
    /// For which share of people it has to.
    pub within_share: f64,
    /// Which share may leave.
    pub left_share_max: f64,
    /// From which hour on somebody is there.
    pub from_hour: usize,
    /// Until which hour.
    pub to_hour: usize,
    /// Lines of a session.
    pub lines_a_session: f64,
}

/// What a node does.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Node {
    /// How many there are.
    pub nodes: usize,
    /// Processors of one.
    pub cores: usize,
    /// Microseconds of a processor for an answer.
    pub answer_us: f64,
    /// The same for a list of suggestions.
    pub list_us: f64,
    /// The same for a line of a session.
    pub line_us: f64,
    /// The spread of the logarithm of these.
    pub spread: f64,
    /// Streams that one holds.
    pub streams_max: usize,
    /// Memory of one with nothing to do, in MiB.
    pub memory_mib: f64,
    /// Memory of an open stream, in KiB.
    pub stream_kib: f64,
    /// How busy processors may be.
    pub busy_max: f64,
}

/// What the database does.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Database {
    /// Microseconds of a commit.
    pub commit_us: f64,
    /// Microseconds of each turn in a group.
    pub turn_us: f64,
    /// Microseconds of a step of a session.
    pub step_us: f64,
    /// How many transactions go on at once.
    pub parallel: usize,
    /// How often a node commits a group of turns, in milliseconds.
    pub group_ms: f64,
    /// How busy it may be.
    pub busy_max: f64,
    /// Bytes of a turn on disk.
    pub turn_bytes: f64,
    /// Bytes of a line on disk.
    pub line_bytes: f64,
    /// How long turns are kept, in days.
    pub kept_days: f64,
}

impl Demand {
    /// Conversations of the busiest day.
    pub fn conversations_of_busiest_day(&self) -> f64 {
        self.taxpayers * self.conversations_a_year * self.busiest_day_share
    }

    /// Questions of the busiest hour of that.
    pub fn questions_in_busiest_hour(&self) -> f64 {
        let hour = self.hours.into_iter().fold(0.0, f64::max);
        self.conversations_of_busiest_day() * hour * self.questions_a_conversation
    }
}

impl Assumptions {
    /// Those that come with the program.
    ///
    /// # Panics
    /// Never: a test reads them.
    pub fn bundled() -> Self {
        Self::read(BUNDLED).expect("the bundled assumptions are in order")
    }

    /// Reads them from TOML.
    ///
    /// # Errors
    /// The line and what is wrong there, or the number that cannot be.
    pub fn read(text: &str) -> Result<Self, String> {
        let read: Self = toml::from_str(text).map_err(|error| error.to_string())?;
        read.check()?;
        Ok(read)
    }

    /// People who ask for a person in the busiest hour of the busiest day.
    pub fn handovers_in_busiest_hour(&self) -> f64 {
        let talks = self.demand.questions_in_busiest_hour() / self.demand.questions_a_conversation;
        talks * self.people.handover_share
    }

    /// The same with so many times as many people.
    #[must_use]
    pub fn times(&self, factor: f64) -> Self {
        let mut more = self.clone();
        more.demand.taxpayers *= factor;
        more
    }

    /// What is wrong with them, by the name of the number.
    ///
    /// # Errors
    /// The first number that cannot be.
    pub fn check(&self) -> Result<(), String> {
        let (demand, people, node) = (&self.demand, &self.people, &self.node);
        let day: f64 = demand.hours.iter().sum();
        let share = 0.0..=1.0;
        let faults = [
            ("demand.taxpayers: has to be 1 at least", demand.taxpayers >= 1.0),
            ("demand.hours: have to add up to 1", (day - 1.0).abs() < 1e-6),
            ("demand.busiest_day_share: is no share", share.contains(&demand.busiest_day_share)),
            ("demand.burst: has to be 1 at least", demand.burst >= 1.0),
            ("people.handover_share: is no share", share.contains(&people.handover_share)),
            ("people.within_share: is no share", share.contains(&people.within_share)),
            (
                "people.handle_mean_s: has to be within a day",
                (1.0..DAY_S).contains(&people.handle_mean_s),
            ),
            ("people.patience_mean_s: has to be more than 0", people.patience_mean_s > 0.0),
            ("people.from_hour: has to be before to_hour, both within 24", {
                people.from_hour < people.to_hour && people.to_hour <= HOURS
            }),
            ("node: nodes have to be two at least, cores one, streams_max one", {
                node.nodes >= 2 && node.cores >= 1 && node.streams_max >= 1
            }),
            ("database.parallel: has to be 1 at least", self.database.parallel >= 1),
            ("database.group_ms: has to be more than 0", self.database.group_ms > 0.0),
        ];
        let fault = faults.into_iter().find(|(_, holds)| !holds);
        fault.map_or(Ok(()), |(words, _)| Err(words.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::{Assumptions, BUNDLED};

    #[test]
    fn what_cannot_be_is_told_by_its_name() {
        Assumptions::read(BUNDLED).unwrap();
        for (line, wrong, word) in [
            ("burst = 2.0", "burst = 0.5", "demand.burst"),
            ("nodes = 4", "nodes = 1", "nodes have to be two"),
            ("burst = 2.0", "bursts = 2.0", "bursts"),
            ("0.005, 0.003", "0.5, 0.003", "demand.hours"),
        ] {
            assert!(BUNDLED.contains(line), "{line}");
            let error = Assumptions::read(&BUNDLED.replace(line, wrong)).unwrap_err();
            assert!(error.contains(word), "{error}");
        }
    }
}
