//! Mailboxes, whether IMAP is on for them, and how much is in them.

use super::Reading;
use crate::evidence::{ImapAccess, Mailbox, Sizes, Symbol, Told, told};
use imaprules_exports::Value;

impl Reading<'_> {
    /// A sighting of the mailbox, with every name that the record has for it.
    fn mailbox(&mut self) -> Mailbox {
        let fields = self.fields;
        let identity = fields.reference(&["Identity"]);
        let address = fields
            .text(&[
                "PrimarySmtpAddress",
                "WindowsEmailAddress",
                "Mailbox",
                "EmailAddress",
            ])
            .filter(|text| text.contains('@'));
        let guid = fields.raw(&["Guid"]).and_then(Value::guid);
        let mailbox_guid = fields.raw(&["ExchangeGuid", "MailboxGuid"]).and_then(Value::guid);
        let addresses = self.addresses();
        let evidence = &mut *self.evidence;
        let mut mailbox = Mailbox::new(self.seen);
        mailbox.dn = fields.symbol(evidence, &["DistinguishedName"]);
        mailbox.guid = guid.and_then(|guid| evidence.symbol(&guid));
        mailbox.mailbox_guid = mailbox_guid.and_then(|guid| evidence.symbol(&guid));
        mailbox.legacy_dn = fields.symbol(evidence, &["LegacyExchangeDN", "LegacyDN"]);
        mailbox.name = fields.symbol(evidence, &["Name"]);
        mailbox.display_name = fields.symbol(evidence, &["DisplayName"]);
        mailbox.identity = identity.and_then(|identity| evidence.symbol(&identity));
        mailbox.address = address.and_then(|address| evidence.symbol(&address));
        mailbox.addresses = addresses.0;
        mailbox.address = mailbox.address.or(addresses.1);
        mailbox.alias = fields.symbol(evidence, &["Alias"]);
        mailbox.sam = fields.symbol(evidence, &["SamAccountName"]);
        mailbox.upn = fields.symbol(evidence, &["UserPrincipalName"]);
        mailbox.sid = fields.symbol(evidence, &["SID", "ObjectSid"]);
        mailbox
    }

    /// All SMTP addresses, and the primary one: the one whose scheme is in capitals.
    fn addresses(&mut self) -> (Told<Vec<Symbol>>, Option<Symbol>) {
        let written = match self.fields.texts(&["EmailAddresses"]) {
            Some(Ok(written)) => written,
            Some(Err(why)) => return (Some(Err(why)), None),
            None => return (None, None),
        };
        let (mut all, mut primary) = (Vec::new(), None);
        for text in &written {
            let (scheme, address) = text.split_once(':').unwrap_or(("smtp", text));
            if !scheme.eq_ignore_ascii_case("smtp") || !address.contains('@') {
                continue;
            }
            let symbol = self.evidence.texts.put(address.trim());
            all.push(symbol);
            if scheme == "SMTP" {
                primary = Some(symbol);
            }
        }
        (told(all), primary)
    }
}

pub(super) fn mailbox(reading: &mut Reading<'_>) {
    let fields = reading.fields;
    let mut mailbox = reading.mailbox();
    let (database, server) = (
        fields.reference(&["Database"]),
        fields.reference(&["ServerName", "ServerLegacyDN"]),
    );
    let evidence = &mut *reading.evidence;
    mailbox.database = database.and_then(|text| evidence.symbol(&text));
    mailbox.server = server.and_then(|text| evidence.symbol(&text));
    mailbox.exists = told(true);
    mailbox.recipient_type = fields.told_text(evidence, &["RecipientTypeDetails"]);
    mailbox.disabled = fields.bool(&["AccountDisabled"]);
    mailbox.hidden = fields.bool(&["HiddenFromAddressListsEnabled"]);
    // No policy of his own is an answer: the default one counts.
    mailbox.throttling_policy = match fields.raw(&["ThrottlingPolicy"]) {
        None => None,
        Some(value) if value.is_missing() => told(evidence.texts.put("")),
        Some(_) => {
            let name = fields.reference(&["ThrottlingPolicy"]).unwrap_or_default();
            told(evidence.texts.put(&name))
        }
    };
    mailbox.when_changed = fields.time(&["WhenChangedUTC", "WhenChanged"]);
    mailbox.descriptor = fields
        .text(&["MailboxSddl"])
        .and_then(|sddl| told(evidence.sddl(&sddl)));
    evidence.mailboxes.push(mailbox);
}

pub(super) fn access(reading: &mut Reading<'_>) {
    let fields = reading.fields;
    let mut mailbox = reading.mailbox();
    let server = fields.reference(&["ServerName"]);
    let evidence = &mut *reading.evidence;
    mailbox.server = server.and_then(|text| evidence.symbol(&text));
    mailbox.exists = told(true);
    let protocol_settings = match fields.raw(&["ProtocolSettings"]) {
        Some(_) => fields.symbols(evidence, &["ProtocolSettings"]),
        None => None,
    };
    mailbox.access = Some(Box::new(ImapAccess {
        protocol_settings,
        enabled: fields.bool(&["ImapEnabled"]),
        use_defaults: fields.bool(&["ImapUseProtocolDefaults"]),
        mime_format: fields.word(evidence, &["ImapMessagesRetrievalMimeFormat"], "mime_format"),
    }));
    evidence.mailboxes.push(mailbox);
}

pub(super) fn statistics(reading: &mut Reading<'_>) {
    let fields = reading.fields;
    let mut mailbox = reading.mailbox();
    mailbox.sizes = Some(Box::new(Sizes {
        items: fields.int(&["ItemCount"]),
        size: fields.size(&["TotalItemSize"]),
    }));
    let (database, server) = (
        fields.reference(&["Database", "DatabaseName"]),
        fields.reference(&["ServerName"]),
    );
    let evidence = &mut *reading.evidence;
    mailbox.database = database.and_then(|text| evidence.symbol(&text));
    mailbox.server = server.and_then(|text| evidence.symbol(&text));
    evidence.mailboxes.push(mailbox);
}
