//! Figures of the desk, from talks and shifts that are written down here.

use jiff::Timestamp;
use wenshui_desk::statistics::{By, Figures, Lost, Shift, Spread, Talk, figures};

fn at(clock: &str) -> Timestamp {
    format!("2026-11-27T{clock}+08:00").parse().unwrap()
}

/// A talk from `center agent came called replied over solved`, `-` where there is nothing.
fn talk(line: &str) -> Talk {
    let words: Vec<&str> = line.split(' ').collect();
    let given = |place: usize| Some(words[place]).filter(|word| *word != "-");
    let lost = match words[6] {
        "left" => Some(Lost::Abandoned),
        "lapsed" => Some(Lost::Lapsed),
        _ => None,
    };
    Talk {
        center: words[0].to_owned(),
        agent: given(1).map(str::to_owned),
        came_at: at(words[2]),
        called_at: given(3).map(at),
        replied_at: given(4).map(at),
        over_at: given(5).map(at),
        lost,
        solved: given(6).filter(|_| lost.is_none()).map(|word| word == "solved"),
    }
}

fn shift(line: &str) -> Shift {
    let words: Vec<&str> = line.split(' ').collect();
    Shift {
        center: words[0].to_owned(),
        agent: words[1].to_owned(),
        seats: words[2].parse().unwrap(),
        from: at(words[3]),
        until: at(words[4]),
    }
}

fn told(figures: &Figures) -> String {
    let spread = |spread: Option<Spread>| match spread {
        Some(Spread { mean_s, p90_s }) => format!("{mean_s:.0}/{p90_s:.0}"),
        None => "-".to_owned(),
    };
    let Figures { key, came, called, abandoned, lapsed, rated, solved, .. } = figures;
    let occupancy = figures.occupancy.map_or("-".to_owned(), |share| format!("{share:.3}"));
    format!(
        "{key}: {came} came {called} called {abandoned} left {lapsed} lapsed {solved}/{rated} \
         wait {} handle {} reply {} occupied {occupancy}",
        spread(figures.waiting),
        spread(figures.handling),
        spread(figures.first_reply)
    )
}

fn day() -> (Vec<Talk>, Vec<Shift>) {
    let talks = [
        "east a 09:00:00 09:00:30 09:00:40 09:10:30 solved",
        "east a 09:10:00 09:11:30 09:12:30 10:11:30 unsolved",
        "east b 09:50:00 09:50:00 - 10:00:00 -",
        "east - 09:55:00 - - 10:00:00 left",
        "city - 09:00:00 - - 11:00:00 lapsed",
        "east b 10:50:00 10:55:00 10:55:05 - -",
    ];
    let shifts = ["east a 2 09:00:00 10:00:00", "east b 1 09:30:00 12:30:00"];
    (talks.map(talk).to_vec(), shifts.map(shift).to_vec())
}

fn check(by: By, expected: &[&str]) {
    let (talks, shifts) = day();
    let span = (at("09:00:00"), at("11:00:00"));
    let lines: Vec<String> = figures((&talks, &shifts), by, span).iter().map(told).collect();
    assert_eq!(lines, expected);
}

#[test]
fn figures_by_center_count_everybody_once() {
    check(
        By::Center,
        &[
            "city: 1 came 0 called 0 left 1 lapsed 0/0 wait - handle - reply - occupied -",
            "east: 5 came 4 called 1 left 0 lapsed 1/2 wait 105/300 handle 1600/3600 reply 25/60 \
             occupied 0.405",
        ],
    );
}

#[test]
fn figures_by_agent_know_what_each_offered() {
    check(
        By::Agent,
        &[
            ": 2 came 0 called 1 left 1 lapsed 0/0 wait - handle - reply - occupied -",
            "a: 2 came 2 called 0 left 0 lapsed 1/2 wait 60/90 handle 2100/3600 reply 35/60 \
             occupied 0.583",
            "b: 2 came 2 called 0 left 0 lapsed 0/0 wait 150/300 handle 600/600 reply 5/5 \
             occupied 0.167",
        ],
    );
}

#[test]
fn figures_by_hour_part_a_talk_where_the_hour_ends() {
    check(
        By::Hour,
        &[
            "2026-11-27T01:00:00Z: 5 came 3 called 1 left 1 lapsed 1/2 wait 40/90 \
             handle 1600/3600 reply 35/60 occupied 0.457",
            "2026-11-27T02:00:00Z: 1 came 1 called 0 left 0 lapsed 0/0 wait 300/300 handle - \
             reply 5/5 occupied 0.275",
        ],
    );
}

#[test]
fn who_talks_on_without_offering_seats_is_occupied_and_not_more() {
    let talks = [talk("east a 09:00:00 09:00:00 - 10:00:00 -")];
    let shifts = [shift("east a 1 09:00:00 09:30:00")];
    let one = figures((&talks, &shifts), By::Agent, (at("09:00:00"), at("11:00:00")));
    assert_eq!(one[0].occupancy, Some(1.0));
}
