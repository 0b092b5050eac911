//! Quality against time, drawn.

use anyhow::anyhow;
use plotters::prelude::{
    BLACK, ChartBuilder, Circle, Color as _, EmptyElement, IntoDrawingArea as _, IntoLogRange as _,
    RGBColor, SVGBackend, SeriesLabelPosition, Text, WHITE,
};

/// What was measured on one set.
pub(super) struct Series {
    /// The set.
    pub(super) name: String,
    /// Name, microseconds an answer, share answered rightly.
    pub(super) points: Vec<(String, f64, f64)>,
}

/// The size of the drawing, in pixels.
const SIZE: (u32, u32) = (960, 640);
/// The radius of a point, in pixels.
const RADIUS: i32 = 5;
/// The space around the drawing, in pixels.
const MARGIN: i32 = 16;
/// How wide the list of names beside it is, and how high a line of it.
const NAMES_WIDTH: i32 = 190;
const LINE: i32 = 20;
/// What everything is written in.
const FONT: (&str, i32) = ("sans-serif", 13);
/// Colours that are told apart by people who see few (Okabe and Ito, 2008).
const COLOURS: [RGBColor; 6] = [
    RGBColor(0, 114, 178),
    RGBColor(213, 94, 0),
    RGBColor(0, 158, 115),
    RGBColor(204, 121, 167),
    RGBColor(230, 159, 0),
    RGBColor(86, 180, 233),
];

/// Draws every point with the number of its name: time to the right on a logarithmic scale, quality upwards.
///
/// # Errors
/// When there is nothing to draw.
pub(super) fn draw(series: &[Series]) -> anyhow::Result<String> {
    let points = || series.iter().flat_map(|set| &set.points);
    let (slowest, fastest) = points()
        .map(|(_, us, _)| *us)
        .fold((0.0_f64, f64::MAX), |(high, low), us| (high.max(us), low.min(us)));
    let lowest = points().map(|(_, _, share)| *share).fold(1.0, f64::min);
    let mut svg = String::new();
    let failed = |error: &dyn std::fmt::Display| anyhow!("cannot draw: {error}");
    {
        let area = SVGBackend::with_string(&mut svg, SIZE).into_drawing_area();
        area.fill(&WHITE).map_err(|error| failed(&error))?;
        let from = fastest.max(1.0) / 1.5;
        let mut chart = ChartBuilder::on(&area)
            .margin(MARGIN)
            .margin_right(NAMES_WIDTH + MARGIN)
            .x_label_area_size(44)
            .y_label_area_size(56)
            .build_cartesian_2d(
                (from..slowest.max(1.0) * 2.5).log_scale(),
                (lowest - 0.05).max(0.0)..1.0,
            )
            .map_err(|error| failed(&error))?;
        chart
            .configure_mesh()
            .light_line_style(WHITE)
            .x_desc("µs an answer (median)")
            .y_desc("hit@1")
            .x_label_formatter(&|us| format!("{us:.0}"))
            .draw()
            .map_err(|error| failed(&error))?;
        for (set, colour) in series.iter().zip(COLOURS.iter().cycle()) {
            let dots = (1..).zip(&set.points).map(|(number, (_, us, share))| {
                EmptyElement::at((us.max(1.0), *share))
                    + Circle::new((0, 0), RADIUS, colour.filled())
                    + Text::new(format!("{number}"), (RADIUS + 2, -RADIUS), FONT)
            });
            chart
                .draw_series(dots)
                .map_err(|error| failed(&error))?
                .label(set.name.clone())
                .legend(move |(x, y)| Circle::new((x + 8, y), RADIUS, colour.filled()));
        }
        chart
            .configure_series_labels()
            .position(SeriesLabelPosition::LowerRight)
            .label_font(FONT)
            .background_style(WHITE)
            .border_style(BLACK.mix(0.3))
            .draw()
            .map_err(|error| failed(&error))?;
        // The ways of answering are the same in every set.
        for (number, (name, ..)) in (1..).zip(series.iter().take(1).flat_map(|set| &set.points)) {
            let place = (SIZE.0 as i32 - NAMES_WIDTH, MARGIN + number * LINE);
            area.draw(&Text::new(format!("{number}  {name}"), place, FONT))
                .map_err(|error| failed(&error))?;
        }
        area.present().map_err(|error| failed(&error))?;
    }
    Ok(svg)
}
