//! Both databases: what is said of the store holds on each.

use wenshui_api::config::Config;
use wenshui_api::config::secret::Secret;

use crate::support::postgres;
use crate::support::served::Served;

/// Runs a test on a server of its own with SQLite, and on one with PostgreSQL.
pub(crate) fn on_both(test: impl Fn(&Served)) {
    on_both_with(|_| (), test);
}

/// The same with a configuration of its own.
pub(crate) fn on_both_with(change: impl Fn(&mut Config), test: impl Fn(&Served)) {
    eprintln!("on SQLite");
    test(&Served::small(&change));
    eprintln!("on PostgreSQL");
    let database = postgres::database();
    test(&Served::small(|config| {
        config.database = Secret::new(database);
        change(config);
    }));
}
