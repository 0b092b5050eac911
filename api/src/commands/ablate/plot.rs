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
/// About how wide and how high a name is, in pixels.
const NAME: (i32, i32) = (130, 14);
/// How often a name steps down to find room.
const STEPS_MAX: i32 = 8;
/// Colours that are told apart by people who see few (Okabe and Ito, 2008).
const COLOURS: [RGBColor; 6] = [
    RGBColor(0, 114, 178),
    RGBColor(213, 94, 0),
    RGBColor(0, 158, 115),
    RGBColor(204, 121, 167),
    RGBColor(230, 159, 0),
    RGBColor(86, 180, 233),
];

/// Draws every point with its name: time to the right on a logarithmic scale, quality upwards.
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
            .margin(16)
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
        let mut named: Vec<(i32, i32)> = Vec::new();
        for (set, colour) in series.iter().zip(COLOURS.iter().cycle()) {
            let places: Vec<i32> = set
                .points
                .iter()
                .map(|(_, us, share)| free(&mut named, chart.backend_coord(&(us.max(1.0), *share))))
                .collect();
            let dots = set.points.iter().zip(places).map(|((name, us, share), down)| {
                EmptyElement::at((us.max(1.0), *share))
                    + Circle::new((0, 0), RADIUS, colour.filled())
                    + Text::new(name.clone(), (RADIUS + 3, down - RADIUS), ("sans-serif", 13))
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
            .background_style(WHITE)
            .border_style(BLACK.mix(0.3))
            .draw()
            .map_err(|error| failed(&error))?;
        area.present().map_err(|error| failed(&error))?;
    }
    Ok(svg)
}

/// How far below a point its name is written, so that it lies on none that is named already.
fn free(named: &mut Vec<(i32, i32)>, (x, y): (i32, i32)) -> i32 {
    let is_taken = |down: i32| {
        named.iter().any(|(other, height)| {
            (other - x).abs() < NAME.0 && (height - (y + down)).abs() < NAME.1
        })
    };
    let down = (0..STEPS_MAX).map(|step| step * NAME.1).find(|down| !is_taken(*down));
    let down = down.unwrap_or_default();
    named.push((x, y + down));
    down
}
