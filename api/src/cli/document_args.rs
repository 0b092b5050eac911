//! What a policy text does not say of itself.

use clap::Args;
use jiff::civil::Date;
use wenshui_knowledge::region::Region;

/// What stands above what a policy text says of itself.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Policy texts (docx, pdf, html, md, txt)")]
pub struct DocumentArgs {
    /// Its title
    #[arg(long, value_name = "TITLE")]
    pub title: Option<String>,
    /// Its number
    #[arg(long, value_name = "NUMBER")]
    pub number: Option<String>,
    /// The day it was issued on
    #[arg(long, value_name = "DATE")]
    pub issued_on: Option<Date>,
    /// The first day on which it holds
    #[arg(long, value_name = "DATE")]
    pub effective_from: Option<Date>,
    /// The last day on which it holds
    #[arg(long, value_name = "DATE")]
    pub effective_to: Option<Date>,
    /// Where it can be read
    #[arg(long, value_name = "URL")]
    pub url: Option<String>,
    /// Where it holds: a code of six digits or a name; may be given again [default: where its issuer is]
    #[arg(long, value_name = "REGION", value_parser = region)]
    pub region: Vec<Region>,
}

/// A place by its code or its name.
fn region(text: &str) -> Result<Region, String> {
    let known = Region::parse(text).or_else(|| Region::named(text));
    known.ok_or_else(|| format!("there is no place `{text}`"))
}
