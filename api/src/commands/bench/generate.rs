//! `wenshui bench generate`: knowledge of any size.

use std::io::Write as _;

use anyhow::Context;
use wenshui_benches::generate::Generator;
use wenshui_knowledge::entry::Entry;

use crate::cli::bench::BenchGenerateArgs;
use crate::commands::outcome::Outcome;
use crate::commands::terminal::print;
use crate::source::Unusable;

/// Writes distinct questions as entries and prints how well they fit the bundled knowledge.
///
/// # Errors
/// When the file cannot be written or there are not enough distinct questions.
pub fn run(args: &BenchGenerateArgs) -> anyhow::Result<Outcome> {
    let mut generator = Generator::bundled(args.seed).map_err(Unusable)?;
    let unwritable = || format!("cannot write `{}`", args.output.display());
    let file = std::fs::File::create(&args.output).with_context(unwritable)?;
    let mut out = std::io::BufWriter::new(file);
    for number in 0..args.entries {
        let entry = Entry {
            id: format!("g{number:07}"),
            question: generator.question()?,
            ..Entry::default()
        };
        serde_json::to_writer(&mut out, &entry).with_context(unwritable)?;
        out.write_all(b"\n").with_context(unwritable)?;
    }
    out.flush().with_context(unwritable)?;
    let fit = generator.fit(args.entries);
    print(&format!(
        "{} distinct questions of {:.1} characters on average\n\
         frequencies of characters against the bundled knowledge: \
         total variation {:.4}, correlation of logarithms {:.4}\n",
        fit.questions, fit.chars_mean, fit.variation, fit.log_correlation,
    ))?;
    Ok(Outcome::Done)
}
