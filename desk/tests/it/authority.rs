//! 我的机关: S-03, with the words of J-08.

use jiff::Timestamp;
use wenshui_desk::authority::{Action, Authority, Command, Kind, Words};
use wenshui_desk::machine::{Machine, Moment};
use wenshui_desk::part::Part;
use wenshui_desk::profile::Profile;
use wenshui_desk::refusal::Refusal;

use crate::walk::{Chance, Walk, sequences};

const NOW: Timestamp = Timestamp::UNIX_EPOCH;

fn step(authority: &Authority, command: Command) -> Result<Authority, Refusal> {
    let profile = Profile::bundled();
    let at = Moment { now: NOW, profile: &profile };
    authority.step((Part::Owner, command), &at).map(|moved| moved.state)
}

fn choose(center: &str) -> Command {
    Command::Choose(center.to_owned())
}

#[test]
fn s_03_a_choice_takes_effect_at_the_next_login() {
    let before = Authority::new(Kind::VisitingEnterprise, Some("old".to_owned()));
    let chosen = step(&before, choose("new")).unwrap();
    assert_eq!((chosen.center.as_deref(), chosen.state()), (Some("old"), "pending"));
    let after = step(&chosen, Command::Plain(Action::LogIn)).unwrap();
    assert_eq!((after.center.as_deref(), after.state()), (Some("new"), "settled"));
    assert!(step(&after, Command::Plain(Action::LogIn)).is_err());
    assert_eq!(step(&chosen, choose("old")).unwrap(), before);
    let empty = step(&before, choose(" ")).unwrap_err();
    assert_eq!(empty.to_string(), "`center` breaks the rule `required`");
    assert_eq!(Words::bundled().changed, "默认服务机关修改成功");
}

#[test]
fn s_03_only_natural_persons_and_visiting_enterprises_choose() {
    let may = |kind| step(&Authority::new(kind, None), choose("new"));
    assert!(may(Kind::NaturalPerson).is_ok());
    assert!(may(Kind::VisitingEnterprise).is_ok());
    assert_eq!(may(Kind::Other), Err(Refusal::NotOffered { action: "choose" }));
}

#[test]
fn s_03_who_has_no_center_is_told_what_helps() {
    let words = Words::bundled();
    assert_eq!(words.no_center, "暂无可受理运营中心，请联系管理员配置");
    assert!(words.remedy.contains("我的机关"));
    assert_eq!(Authority::new(Kind::NaturalPerson, None).state(), "unknown");
}

/// R2.
#[test]
fn random_sequences_leave_no_authority_in_an_illegal_state() {
    let profile = Profile::bundled();
    let commands = [choose("a"), choose("b"), Command::Plain(Action::LogIn)];
    let legal = |state: &Authority| {
        assert!(state.pending.is_none() || state.pending != state.center, "{state:?}");
        assert!(state.kind != Kind::Other || state.pending.is_none());
    };
    let mut chance = Chance(5);
    for kind in [Kind::NaturalPerson, Kind::VisitingEnterprise, Kind::Other] {
        let first = Authority::new(kind, Some("a".to_owned()));
        let walk = Walk { profile: &profile, from: NOW, first, commands: &commands, legal };
        for _ in 0..sequences() {
            walk.one(&mut chance);
        }
    }
}
