//! A chart as marks with their places: what a template needs to write it as SVG.
//!
//! Charts are 360 units wide, which is a phone's width, so that their letters are never smaller than
//! those of the text. Marks have a role and no colour; the style gives it one, in light and in dark.

use serde::Serialize;

/// Where the area with the marks begins from the left, in units.
pub const LEFT: f64 = 44.0;
/// Where it ends to the right.
pub const RIGHT: f64 = 338.0;
/// Where it begins from above.
pub const TOP: f64 = 24.0;
/// Where it ends below.
pub const BOTTOM: f64 = 200.0;

/// A chart.
#[derive(Debug, Default, Serialize)]
pub struct Chart {
    /// Its size.
    pub frame: Frame,
    /// Places on the axis below.
    pub x_ticks: Vec<Tick>,
    /// Places on the axis to the left.
    pub y_ticks: Vec<Tick>,
    /// Rectangles, below everything else.
    pub bars: Vec<Bar>,
    /// Lines over them.
    pub lines: Vec<Line>,
    /// Dots over those.
    pub dots: Vec<Dot>,
    /// What is written.
    pub notes: Vec<Note>,
}

/// The size of a chart, and where in it the marks lie.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Frame {
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

impl Frame {
    /// A frame with room for names of this width on its left, and for marks of this height.
    pub fn new(names: f64, height: f64) -> Self {
        let usual = Self::default();
        let bottom = TOP + height;
        Self { left: names, bottom, height: bottom + usual.height - BOTTOM, ..usual }
    }

    /// Values from left to right.
    pub fn across(self, from: f64, to: f64) -> Scale {
        Scale { from, to, start: self.left, end: self.right }
    }

    /// Values from the bottom up.
    pub fn up(self, from: f64, to: f64) -> Scale {
        Scale { from, to, start: self.bottom, end: self.top }
    }
}

/// A place on an axis with what stands there.
#[derive(Debug, Serialize)]
pub struct Tick {
    /// Where.
    pub at: f64,
    /// What stands there.
    pub label: String,
}

/// A rectangle.
#[derive(Debug, Serialize)]
pub struct Bar {
    /// What it stands for, which the style gives its looks.
    pub role: &'static str,
    /// Its left edge.
    pub x: f64,
    /// Its upper edge.
    pub y: f64,
    /// How wide it is.
    pub width: f64,
    /// How high it is.
    pub height: f64,
    /// What is told where somebody points at it.
    pub label: String,
}

/// A line through points.
#[derive(Debug, Serialize)]
pub struct Line {
    /// What it stands for.
    pub role: &'static str,
    /// The points, as `points` of an SVG polyline has them.
    pub points: String,
}

/// A dot.
#[derive(Debug, Serialize)]
pub struct Dot {
    /// What it stands for.
    pub role: &'static str,
    /// Its middle.
    pub x: f64,
    /// Its middle.
    pub y: f64,
    /// What is told where somebody points at it.
    pub label: String,
}

/// A few characters beside a mark.
#[derive(Debug, Serialize)]
pub struct Note {
    /// Where the end of it that `anchor` names stands.
    pub x: f64,
    /// Its line.
    pub y: f64,
    /// `start`, `middle` or `end`: which end of it stands at `x`.
    pub anchor: &'static str,
    /// The characters.
    pub text: String,
}

/// From values to places along one axis.
#[derive(Debug, Clone, Copy)]
pub struct Scale {
    from: f64,
    to: f64,
    start: f64,
    end: f64,
}

impl Scale {
    /// Values from left to right.
    pub fn across(from: f64, to: f64) -> Self {
        Self { from, to, start: LEFT, end: RIGHT }
    }

    /// Values from the bottom up.
    pub fn up(from: f64, to: f64) -> Self {
        Self { from, to, start: BOTTOM, end: TOP }
    }

    /// The place of a value, in tenths of a unit.
    pub fn at(self, value: f64) -> f64 {
        let Self { from, to, start, end } = self;
        let share = if to > from { (value - from) / (to - from) } else { 0.0 };
        tenths(start + share.clamp(0.0, 1.0) * (end - start))
    }

    /// Ticks at these values.
    pub fn ticks(
        self,
        values: impl IntoIterator<Item = f64>,
        label: impl Fn(f64) -> String,
    ) -> Vec<Tick> {
        values.into_iter().map(|value| Tick { at: self.at(value), label: label(value) }).collect()
    }
}

/// A number in tenths, so that pages stay small.
pub fn tenths(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

/// The points of a line.
pub fn points(places: impl IntoIterator<Item = (f64, f64)>) -> String {
    let places = places.into_iter().map(|(x, y)| format!("{x},{y}"));
    places.collect::<Vec<_>>().join(" ")
}

/// Round numbers from zero up to `most` at the most, at least one of them above zero.
pub fn round_steps(most: f64) -> Vec<f64> {
    let most = most.max(1.0);
    let power = 10.0_f64.powf((most / 4.0).log10().floor());
    let fits = |step: &f64| most / (power * step) <= 4.5;
    let step = [1.0, 2.0, 5.0, 10.0].into_iter().find(fits).unwrap_or(10.0) * power;
    // Cases are whole.
    let step = step.max(1.0);
    // At most four steps and a half, by the choice of the step.
    (0..5).map(|times| f64::from(times) * step).filter(|value| *value <= most).collect()
}
