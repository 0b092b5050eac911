//! Operating centers that do not depend on the time of day.

use std::path::{Path, PathBuf};

use wenshui_api::config::Config;

/// Two districts of a city that work day and night.
const CENTERS: &str = r#"
[[center]]
id = "city"
name = "市运营中心"
authorities = ["14401000000"]
regions = ["440100"]
skills = ["general", "invoice"]
calendar = "always"
priority = 0
[[center]]
id = "east"
name = "东区运营中心"
parent = "city"
authorities = ["14401060000"]
regions = ["440106"]
skills = ["general", "invoice"]
calendar = "always"
priority = 0
[[center]]
id = "night"
name = "不上班的运营中心"
authorities = ["14402000000"]
regions = ["440200"]
skills = []
calendar = "never"
priority = 0
"#;

fn hours() -> String {
    let days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    let open: String = days.iter().map(|day| format!("{day} = [\"00:00-24:00\"]\n")).collect();
    format!("arrangement = []\n[hours.always]\n{open}[hours.never]\n")
}

fn write(directory: &Path) -> (PathBuf, PathBuf) {
    let paths = (directory.join("calendars.toml"), directory.join("centers.toml"));
    std::fs::write(&paths.0, hours()).unwrap();
    std::fs::write(&paths.1, CENTERS).unwrap();
    paths
}

/// Makes a server serve by these centers.
pub(crate) fn always_open(config: &mut Config) {
    let (calendars, centers) = write(&config.data);
    config.serving.calendars = Some(calendars);
    config.serving.centers = Some(centers);
}

/// Writes these centers into a directory; gives the lines of a configuration that names them.
pub(crate) fn always_open_in(directory: &Path) -> String {
    let (calendars, centers) = write(directory);
    format!("calendars = {calendars:?}\ncenters = {centers:?}\n")
}
