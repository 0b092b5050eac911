//! How near each limit is, drawn.

use anyhow::anyhow;
use plotters::prelude::{
    BLACK, ChartBuilder, Color as _, IntoDrawingArea as _, IntoLogRange as _, PathElement,
    RGBColor, SVGBackend, SeriesLabelPosition, WHITE,
};
use wenshui_benches::capacity::Limits;

/// The size of the drawing, in pixels.
const SIZE: (u32, u32) = (860, 520);
/// The space around it.
const MARGIN: i32 = 16;
/// How thick lines are, and what everything is written in.
const STROKE: u32 = 2;
const FONT: (&str, i32) = ("sans-serif", 13);
/// The least share that is drawn.
const LEAST: f64 = 0.01;
/// Colours that are told apart by people who see few (Okabe and Ito, 2008).
const COLOURS: [RGBColor; 4] =
    [RGBColor(0, 114, 178), RGBColor(213, 94, 0), RGBColor(0, 158, 115), RGBColor(204, 121, 167)];

/// Draws a line for every limit over multiples of the demand, both on logarithmic scales, and one where limits are.
///
/// # Errors
/// When there is nothing to draw.
pub(super) fn draw(limits: &[Limits]) -> anyhow::Result<String> {
    let failed = |error: &dyn std::fmt::Display| anyhow!("cannot draw: {error}");
    let (Some(first), Some(last)) = (limits.first(), limits.last()) else {
        return Err(failed(&"no limits"));
    };
    let most =
        limits.iter().flat_map(|at| &at.shares).fold(1.0, |most, (_, share)| share.max(most));
    let mut svg = String::new();
    {
        let area = SVGBackend::with_string(&mut svg, SIZE).into_drawing_area();
        area.fill(&WHITE).map_err(|error| failed(&error))?;
        let across = (first.factor..last.factor).log_scale();
        let mut chart = ChartBuilder::on(&area)
            .margin(MARGIN)
            .x_label_area_size(44)
            .y_label_area_size(60)
            .build_cartesian_2d(across, (LEAST..most * 1.5).log_scale())
            .map_err(|error| failed(&error))?;
        chart
            .configure_mesh()
            .light_line_style(WHITE)
            .x_desc("times the demand")
            .y_desc("share of the limit")
            .x_label_formatter(&|factor| format!("{factor}"))
            .y_label_formatter(&|share| format!("{:.0} %", share * 100.0))
            .draw()
            .map_err(|error| failed(&error))?;
        let at_limit = [first.factor, last.factor].map(|factor| (factor, 1.0));
        chart
            .draw_series([PathElement::new(at_limit, BLACK.mix(0.6))])
            .map_err(|error| failed(&error))?;
        for (place, ((name, _), colour)) in first.shares.iter().zip(COLOURS).enumerate() {
            let shares = limits.iter().filter_map(|at| Some((at.factor, at.shares.get(place)?.1)));
            let points: Vec<_> = shares.map(|(factor, share)| (factor, share.max(LEAST))).collect();
            chart
                .draw_series([PathElement::new(points, colour.stroke_width(STROKE))])
                .map_err(|error| failed(&error))?
                .label(name.clone())
                .legend(move |(x, y)| {
                    PathElement::new([(x, y), (x + 16, y)], colour.stroke_width(STROKE))
                });
        }
        chart
            .configure_series_labels()
            .position(SeriesLabelPosition::UpperLeft)
            .label_font(FONT)
            .background_style(WHITE)
            .border_style(BLACK.mix(0.3))
            .draw()
            .map_err(|error| failed(&error))?;
        area.present().map_err(|error| failed(&error))?;
    }
    Ok(svg)
}
