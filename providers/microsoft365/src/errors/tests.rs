use super::load::read;
use super::*;
use std::collections::HashSet;

fn shipped() -> ErrorCatalogue {
    ErrorCatalogue::shipped().unwrap()
}

/// The entry that explains a text, what it was found by, and what the text names.
fn told(text: &str) -> (String, By, Vec<(String, String)>) {
    let catalogue = shipped();
    let found = catalogue
        .recognise(text)
        .unwrap_or_else(|| panic!("not recognised: {text}"));
    let id = found.entry.map(|entry| entry.id.clone()).unwrap_or_default();
    (id, found.by, found.captures)
}

fn id(text: &str) -> String {
    told(text).0
}

fn named<'a>(captures: &'a [(String, String)], name: &str) -> &'a str {
    captures
        .iter()
        .find(|(known, _)| known == name)
        .map_or("", |(_, value)| value)
}

/// The templates of the troubleshooter as Microsoft's article and its Turkish translation print them, with what each names.
#[test]
fn every_template_leads_to_its_cause_in_both_languages() {
    let templates: [(&str, &str, &str, &str); 24] = [
        (
            "E01",
            "A recipient wasn't found for terry@contoso.com on the target. Create a recipient of the appropriate type for this migration on the target and try again.",
            "address",
            "terry@contoso.com",
        ),
        (
            "E01",
            "Hedefte bir alıcı bulunamadı terry@contoso.com . Hedefte bu geçiş için uygun türde bir alıcı oluşturun ve yeniden deneyin.",
            "address",
            "terry@contoso.com",
        ),
        (
            "E02",
            "We had trouble signing in to this account. Confirm that you're using the correct user name and password.",
            "",
            "",
        ),
        (
            "E02",
            "Bu hesapta oturum açarken sorun yaşadık. Doğru Kullanıcı adını ve parolayı kullandığınızı doğrulayın.",
            "",
            "",
        ),
        (
            "E06",
            "This mailbox is full. Please free up some space so that email can be downloaded.",
            "",
            "",
        ),
        (
            "E06",
            "Bu posta kutusu dolu. E-postanın indirileceği bir miktar alan boşaltın.",
            "",
            "",
        ),
        (
            "E07",
            "The connection to the server imap.contoso.com timed out after 00:00:15.",
            "after",
            "00:00:15",
        ),
        (
            "E07",
            "Sunucu bağlantısı imap.contoso.com 00:00:15 sonrasında zaman aşımına uğradı.",
            "host",
            "imap.contoso.com",
        ),
        (
            "E08",
            "The connection to the server 'imap.contoso.com' could not be completed.",
            "host",
            "imap.contoso.com",
        ),
        (
            "E08",
            "Sunucu bağlantısı imap.contoso.com tamamlanamadı.",
            "host",
            "imap.contoso.com",
        ),
        ("E12", "Upload file can't be empty", "", ""),
        ("E12", "Karşıya yükleme dosyası boş olamaz", "", ""),
        (
            "E13",
            "The CSV file contains more than 50,000 rows. Please divide the file into two or more files and submit them separately.",
            "limit",
            "50,000",
        ),
        (
            "E13",
            "CSV dosyasında 50.000 satırdan fazla satır bulunuyor. Lütfen dosyayı iki veya daha çok dosyaya bölün ve bunları ayrı ayrı gönderin.",
            "limit",
            "50.000",
        ),
        (
            "E14",
            "Column \"EmailAddress\" is missing from the CSV file. The import process can't continue because this column is required. Please edit the CSV file and re-submit it.",
            "column",
            "EmailAddress",
        ),
        (
            "E14",
            "CSV dosyasında \"EmailAddress\" sütunu yok. Bu sütun gerekli olduğu için içeri aktarma işlemi devam edilemiyor. Lütfen CSV dosyasını düzenleyip yeniden gönderin.",
            "column",
            "EmailAddress",
        ),
        (
            "E15",
            "Row 17 has the wrong number of columns. Expected number: 3. Actual number: 4. Please edit this row and re-submit the file.",
            "row",
            "17",
        ),
        (
            "E15",
            "Satırın sütun sayısı yanlış. Beklenen numara: 3. Gerçek Sayı: 4. Lütfen bu satırı düzenleyin ve dosyayı yeniden gönderin.",
            "actual",
            "4",
        ),
        ("E22", "The migration batch already exists.", "", ""),
        ("E22", "Geçiş toplu işlemi zaten var.", "", ""),
        ("E22", "The migration batch Pilot already exists", "name", "Pilot"),
        ("E22", "Geçiş toplu işlemi Pilot zaten var", "name", "Pilot"),
        (
            "E57",
            "Connecting To imap.contoso.com...Could not open connection to the host, on port 993: Connect failed",
            "port",
            "993",
        ),
        (
            "E57",
            "Bağlanıyor imap.contoso.com ... Ana bilgisayarla bağlantı açılamadı, bağlantı noktası 993: Connect başarısız oldu",
            "port",
            "993",
        ),
    ];
    for (wanted, text, name, value) in templates {
        let (id, by, captures) = told(text);
        assert_eq!((id.as_str(), by), (wanted, By::Text), "{text}");
        assert_eq!(named(&captures, name), value, "{text}");
    }
}

#[test]
fn notifications_and_report_names_are_recognised() {
    for (wanted, text) in [
        (
            "E58",
            "E-mail migration batch \"Pilot 1\" has finished - with errors",
        ),
        ("E58", "E-posta geçişi \"toplu iş hatalarla bitti"),
        ("E58", "Click here to download the error report"),
        ("E58", "Hata raporunu indirmek için burayı tıklatın"),
        ("T14", "E-mail Migration Per-User Status Report"),
        ("T14", "e-posta geçiş Per-User durum raporu"),
        ("T14", "eşitlenen öğeler"),
        ("T14", "Syncing"),
    ] {
        assert_eq!(id(text), wanted, "{text}");
    }
    assert_eq!(
        named(
            &told("E-mail migration batch \"Pilot 1\" has finished - with errors").2,
            "name"
        ),
        "Pilot 1"
    );
}

#[test]
fn the_innermost_exception_that_is_known_decides() {
    let chain = "Microsoft.Exchange.Migration.MigrationServerConnectionFailedException: The connection to the server \
        'mail.contoso.com' could not be completed. ---> Microsoft.Exchange.Connections.Common.RemoteNetworkErrorTransientException: \
        We were unable to reach your email provider. Please check your server settings, or try again later. ---> \
        Microsoft.Exchange.Connections.Common.SslStreamFailureException: TLS negotiation failed. ---> \
        System.ComponentModel.Win32Exception: The client and server cannot communicate, because they do not possess a common algorithm";
    let catalogue = shipped();
    let found = catalogue.recognise(chain).unwrap();
    assert_eq!(found.entry.unwrap().id, "E11");
    assert_eq!((found.by, found.class), (By::Type, Class::Permanent));
    assert_eq!(found.exception.as_deref(), Some("Win32Exception"));
    assert!(found.message.starts_with("The client and server cannot"));
    let without = chain.rsplit_once(" ---> ").unwrap().0;
    assert_eq!(id(without), "E10");
    let lines = without.replace(" ---> ", "\r\n");
    assert_eq!(id(&lines), "E10");
}

#[test]
fn what_the_source_said_is_looked_at_inside_its_wrapper() {
    let text = "MigrationPermanentException: Imap server reported an error during LoginCommand with the following alert: \
        'Application-specific password required: https://support.google.com/accounts/answer/185833 (failure)'";
    let (id, _, captures) = told(text);
    assert_eq!(id, "E05");
    assert_eq!(named(&captures, "command"), "LoginCommand");
    let coded = text.replace(
        "Application-specific password required: https://support.google.com/accounts/answer/185833 (failure)",
        "[AUTHORIZATIONFAILED] not allowed",
    );
    assert_eq!(self::id(&coded), "server.authorization-failed");
    let strange = text.replace("Application-specific password required", "Kapalıyız");
    assert_eq!(self::id(&strange), "E04");
}

#[test]
fn a_failure_that_counts_others_is_explained_by_the_one_it_names() {
    let text = "The job encountered too many transient failures (60) and is quitting. The most common failure is \
        MapiFxProxyTransientException with the hit count 60.";
    assert_eq!(id(text), "E31");
    assert_eq!(
        id(&text.replace("MapiFxProxyTransientException", "StrangeException")),
        "E34"
    );
}

#[test]
fn response_codes_and_words_of_servers() {
    for (wanted, text) in [
        ("server.unavailable", "NO [UNAVAILABLE] down"),
        (
            "server.authentication-failed",
            "a1 NO [AUTHENTICATIONFAILED] Authentication failed.",
        ),
        (
            "server.imap-off-for-domain",
            "NO [ALERT] IMAP access is disabled for your domain. Please contact your domain administrator",
        ),
        (
            "server.too-many-connections",
            "NO [LIMIT] Maximum number of connections from user+IP exceeded (mail_max_userip_connections=10)",
        ),
        ("server.limit", "NO [LIMIT] too much"),
        ("server.exchange-login-failed", "NO LOGIN failed."),
        (
            "server.privacy-required",
            "NO [PRIVACYREQUIRED] Plaintext authentication disallowed on non-secure (SSL/TLS) connections.",
        ),
        (
            "server.unknown-mailbox",
            "NO [NONEXISTENT] Unknown Mailbox: Foo (Failure)",
        ),
    ] {
        assert_eq!(id(text), wanted, "{text}");
    }
}

#[test]
fn letter_case_blanks_quotes_and_turkish_letters_do_not_matter() {
    assert_eq!(id("UPLOAD FILE CAN’T BE EMPTY"), "E12");
    assert_eq!(id("UPLOAD FİLE CAN'T BE EMPTY"), "E12");
    assert_eq!(id("This\u{a0}mailbox   is\r\nfull"), "E06");
    assert_eq!(
        id("the connection to the server „a.example\" could not be completed"),
        "E08"
    );
}

#[test]
fn a_changed_text_is_found_by_likeness_and_says_how_sure_that_is() {
    let catalogue = shipped();
    let text = "Trouble was had while signing in to this account by us";
    let found = catalogue.recognise(text).unwrap();
    assert_eq!((found.entry.unwrap().id.as_str(), found.by), ("E02", By::Near));
    assert!((60..95).contains(&found.confidence), "{}", found.confidence);
    assert!(
        catalogue
            .recognise("The weather is fine and nobody has any trouble whatsoever today")
            .is_none()
    );
    assert!(catalogue.recognise("").is_none());
}

#[test]
fn unknown_types_keep_their_class() {
    let catalogue = shipped();
    let found = catalogue.recognise("FooBarPermanentException: 42").unwrap();
    assert_eq!(
        (found.entry, found.by, found.class),
        (None, By::Class, Class::Permanent)
    );
    let found = catalogue
        .recognise("ExceptionTypes: {Exchange, Transient, MRS, MRSTransient}")
        .unwrap();
    assert_eq!((found.by, found.class), (By::Class, Class::Transient));
    let beside = catalogue
        .recognise_with(
            "something",
            &["Microsoft.Exchange.MigrationRecipientNotFoundException"],
        )
        .unwrap();
    assert_eq!(beside.entry.unwrap().id, "E01");
    let named = catalogue.recognise("ImapAuthenticationException: no").unwrap();
    assert_eq!(
        (named.entry.unwrap().certainty, named.confidence),
        (Certainty::Unverified, 70)
    );
}

#[test]
fn wrappers_count_only_where_nothing_inside_is_known() {
    assert_eq!(id("MigrationPermanentException: whatever happened"), "E40");
    assert_eq!(
        id("MigrationPermanentException: MapiExceptionLogonFailed: Unable to open message store."),
        "E38"
    );
    assert_eq!(id("MigrationPermanentException: This mailbox is full."), "E06");
}

#[test]
fn every_text_of_the_catalogue_finds_its_entry() {
    let catalogue = shipped();
    assert!(catalogue.entries().len() >= 80);
    let ids: HashSet<&str> = catalogue
        .entries()
        .iter()
        .map(|entry| entry.id.as_str())
        .collect();
    for number in 1..=58 {
        assert!(ids.contains(format!("E{number:02}").as_str()), "E{number:02}");
    }
    for entry in catalogue.entries() {
        assert!(
            !entry.cause.is_empty() && !entry.fix.is_empty() && entry.source.starts_with("https://"),
            "{}",
            entry.id
        );
        for name in entry.types.iter().filter(|_| !entry.needs_text) {
            let found = catalogue
                .recognise(&format!("Microsoft.Exchange.{name}: x"))
                .unwrap();
            assert_eq!(found.entry.unwrap().id, entry.id, "{name}");
        }
    }
    assert!(catalogue.texts.iter().any(|text| text.lang == "tr"));
}

#[test]
fn long_and_hostile_texts_end_soon() {
    let catalogue = shipped();
    let long = "A recipient wasn't found for ".repeat(20_000);
    let begun = std::time::Instant::now();
    catalogue.recognise(&long);
    catalogue.recognise(&"x".repeat(3_000_000));
    catalogue.recognise(&"aException: ".repeat(3_000));
    assert!(begun.elapsed().as_secs() < 30, "{:?}", begun.elapsed());
}

#[test]
fn wrong_files_are_refused_with_the_entry() {
    let captures = ("c", "[captures]\n");
    let entry = |rest: &str| {
        format!(
            "[[error]]\nid = 'X'\ntitle = 't'\nclass = 'permanent'\ncertainty = 'verified'\ncause = 'c'\nfix = ['f']\nsource = 's'\n{rest}"
        )
    };
    for (text, problem) in [
        (entry(""), "nothing would find it"),
        (entry("needs_text = true\ntypes = ['A']"), "wants `texts`"),
        (
            entry("texts = [{ lang = 'en', pattern = 'a {b' }]"),
            "a brace is not closed",
        ),
        (
            entry("texts = [{ lang = 'en', pattern = 'a {b} {b}' }]"),
            "stands twice",
        ),
        (
            entry("texts = [{ lang = 'en', pattern = 'a {B}' }]"),
            "no name of a placeholder",
        ),
        (
            entry("types = ['A']\n") + &entry("types = ['B']"),
            "another entry has this id",
        ),
        (entry("typo = 1"), "typo"),
    ] {
        let error = read(captures, &[("f", &text)]).unwrap_err().to_string();
        assert!(error.contains(problem), "{error}");
    }
}

#[test]
fn every_example_is_recognised_as_its_entry() {
    let catalogue = ErrorCatalogue::shipped().unwrap();
    let mut examples = 0;
    for entry in catalogue.entries() {
        for example in &entry.examples {
            let found = catalogue.recognise(example).and_then(|found| found.entry);
            assert_eq!(
                found.map(|entry| entry.id.as_str()),
                Some(entry.id.as_str()),
                "{example}"
            );
            examples += 1;
        }
        assert!(
            entry.covers.is_empty() || !entry.examples.is_empty(),
            "{} claims and shows nothing",
            entry.id
        );
    }
    assert!(examples >= 20, "{examples}");
}
