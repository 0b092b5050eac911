//! A chart as marks with their places: what a template needs to write it as SVG.
//!
//! Charts are 360 units wide, which is a phone's width, so that their letters are never smaller than
//! those of the text. Marks have a role and no colour; the style gives it one, in light and in dark.

use serde::Serialize;

/// Where the area with the marks lies.
pub(super) const LEFT: f64 = 44.0;
pub(super) const RIGHT: f64 = 338.0;
pub(super) const TOP: f64 = 24.0;
pub(super) const BOTTOM: f64 = 200.0;

/// A chart.
#[derive(Debug, Default, Serialize)]
pub(super) struct Chart {
    pub(super) frame: Frame,
    pub(super) x_ticks: Vec<Tick>,
    pub(super) y_ticks: Vec<Tick>,
    pub(super) bars: Vec<Bar>,
    pub(super) lines: Vec<Line>,
    pub(super) dots: Vec<Dot>,
    pub(super) notes: Vec<Note>,
}

/// The size of a chart, and where in it the marks lie.
#[derive(Debug, Serialize)]
pub(super) struct Frame {
    width: f64,
    height: f64,
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
}

impl Default for Frame {
    fn default() -> Self {
        let (left, right, top, bottom) = (LEFT, RIGHT, TOP, BOTTOM);
        Self { width: 360.0, height: 244.0, left, right, top, bottom }
    }
}

/// A place on an axis with what stands there.
#[derive(Debug, Serialize)]
pub(super) struct Tick {
    pub(super) at: f64,
    pub(super) label: String,
}

/// A rectangle.
#[derive(Debug, Serialize)]
pub(super) struct Bar {
    pub(super) role: &'static str,
    pub(super) x: f64,
    pub(super) y: f64,
    pub(super) width: f64,
    pub(super) height: f64,
    /// What is told where somebody points at it.
    pub(super) label: String,
}

/// A line through points.
#[derive(Debug, Serialize)]
pub(super) struct Line {
    pub(super) role: &'static str,
    /// The points, as `points` of an SVG polyline has them.
    pub(super) points: String,
}

/// A dot.
#[derive(Debug, Serialize)]
pub(super) struct Dot {
    pub(super) role: &'static str,
    pub(super) x: f64,
    pub(super) y: f64,
    pub(super) label: String,
}

/// A few characters beside a mark.
#[derive(Debug, Serialize)]
pub(super) struct Note {
    pub(super) x: f64,
    pub(super) y: f64,
    /// `start`, `middle` or `end`: which end of it stands at `x`.
    pub(super) anchor: &'static str,
    pub(super) text: String,
}

/// From values to places along one axis.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scale {
    from: f64,
    to: f64,
    start: f64,
    end: f64,
}

impl Scale {
    /// Values from left to right.
    pub(super) fn across(from: f64, to: f64) -> Self {
        Self { from, to, start: LEFT, end: RIGHT }
    }

    /// Values from the bottom up.
    pub(super) fn up(from: f64, to: f64) -> Self {
        Self { from, to, start: BOTTOM, end: TOP }
    }

    /// The place of a value, in tenths of a unit.
    pub(super) fn at(self, value: f64) -> f64 {
        let Self { from, to, start, end } = self;
        let share = if to > from { (value - from) / (to - from) } else { 0.0 };
        tenths(start + share.clamp(0.0, 1.0) * (end - start))
    }

    /// Ticks at these values.
    pub(super) fn ticks(
        self,
        values: impl IntoIterator<Item = f64>,
        label: impl Fn(f64) -> String,
    ) -> Vec<Tick> {
        values.into_iter().map(|value| Tick { at: self.at(value), label: label(value) }).collect()
    }
}

/// A number in tenths, so that pages stay small.
pub(super) fn tenths(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

/// The points of a line.
pub(super) fn points(places: impl IntoIterator<Item = (f64, f64)>) -> String {
    let places = places.into_iter().map(|(x, y)| format!("{x},{y}"));
    places.collect::<Vec<_>>().join(" ")
}

/// Round numbers from zero up to `most` at the most, at least one of them above zero.
pub(super) fn round_steps(most: f64) -> Vec<f64> {
    let most = most.max(1.0);
    let power = 10.0_f64.powf((most / 4.0).log10().floor());
    let fits = |step: &f64| most / (power * step) <= 4.5;
    let step = [1.0, 2.0, 5.0, 10.0].into_iter().find(fits).unwrap_or(10.0) * power;
    // Cases are whole.
    let step = step.max(1.0);
    // At most four steps and a half, by the choice of the step.
    (0..5).map(|times| f64::from(times) * step).filter(|value| *value <= most).collect()
}
