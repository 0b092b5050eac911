//! Operating centers that do not depend on the time of day.

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

/// Makes a server serve by these centers.
pub(crate) fn always_open(config: &mut Config) {
    for (name, text) in [("calendars.toml", hours()), ("centers.toml", CENTERS.to_owned())] {
        std::fs::write(config.data.join(name), text).unwrap();
    }
    config.serving.calendars = Some(config.data.join("calendars.toml"));
    config.serving.centers = Some(config.data.join("centers.toml"));
}
