//! Where notices go besides the boxes of those whom they are for.

use std::collections::BTreeMap;

use crate::config::secret::Secret;

/// The ways out of the house; nothing goes out by one that is not there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Notifying {
    /// `notify_webhook_url`: what is told every notice, by http or https (file only; default none).
    pub webhook_url: Option<String>,
    /// `notify_sms_url`: what sends short texts, of the same kind (file only; default none).
    pub sms_url: Option<String>,
    /// `notify_secret`: the secret that both are signed with (flag-less, variable
    /// `WENSHUI_NOTIFY_SECRET`; needed with either, at least 32 bytes).
    pub secret: Option<Secret>,
    /// `notify_mail_url`: the server that takes mail, such as `smtps://user:password@mail.example.cn`
    /// or `smtp://mail.example.cn?tls=required` (flag-less, variable `WENSHUI_NOTIFY_MAIL_URL`; default
    /// none).
    pub mail_url: Option<Secret>,
    /// `notify_mail_from`: who mail is from (file only; needed with `notify_mail_url`).
    pub mail_from: Option<String>,
    /// `notify_mail_centers`: addresses by the id of an operating center; what is told to all who serve
    /// there is mailed there too (file only; default none).
    pub mail_centers: BTreeMap<String, String>,
}
