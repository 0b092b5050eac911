//! The page of rights: S-06.

use wenshui_desk::rights::{Error, Rights};

#[test]
fn s_06_the_rights_are_data_with_their_basis() {
    let rights = Rights::bundled();
    assert_eq!(rights.right[0].name, "知情权");
    assert!(rights.right.iter().all(|right| right.basis.contains("2009年第1号")));
    let page = |id: &str, basis: &str| {
        let right = |id: &str, basis: &str| {
            format!("[[right]]\nid = \"{id}\"\nname = \"x\"\ntext = \"x\"\nbasis = \"{basis}\"\n")
        };
        format!("title = \"x\"\n{}{}", right("a", "x"), right(id, basis))
    };
    assert_eq!(Rights::read(&page("a", "x")), Err(Error::Twice("a".to_owned())));
    assert_eq!(Rights::read(&page("b", " ")), Err(Error::Empty("b".to_owned())));
    assert!(matches!(Rights::read("x = 1"), Err(Error::Toml(_))));
}
