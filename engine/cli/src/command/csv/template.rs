//! `csv template`: the file alone on standard output, so that it can be redirected; what to know about it beside.

use super::stopped;
use crate::args::CsvTemplate;
use crate::command;
use crate::error::Failure;
use crate::messages::Volume;
use crate::speech::{Values, phrase, told, word};
use imaprules_provider_csv::{Form, Template, templates};
use imaprules_report::exit;

pub(super) fn run(arguments: &CsvTemplate) -> Result<u8, Failure> {
    let templates = templates().map_err(|why| Failure::Internal(format!("templates.toml: {why}")))?;
    let template = template(arguments, &templates)?;
    let form = form(arguments, template)?;
    match &arguments.output {
        None => command::print_as_is(&form.csv())?,
        Some(file) => {
            if let Err(error) = form.write(file, arguments.force) {
                return stopped(error);
            }
        }
    }
    tell(template, form, arguments);
    Ok(exit::OK)
}

fn template<'t>(arguments: &CsvTemplate, templates: &'t [Template]) -> Result<&'t Template, Failure> {
    let provider = &arguments.provider;
    let of: Vec<&Template> = templates
        .iter()
        .filter(|one| one.provider.eq_ignore_ascii_case(provider))
        .collect();
    if of.is_empty() {
        let mut known: Vec<&str> = templates.iter().map(|one| one.provider.as_str()).collect();
        known.dedup();
        return Err(Failure::usage(
            format!("there is no template for `{provider}`"),
            format!("--provider is one of {}", known.join(", ")),
        ));
    }
    let wanted = arguments.family.as_deref();
    // `--provider exchange --family exchange` says the same twice.
    let wanted = wanted.filter(|family| of.len() > 1 || !family.eq_ignore_ascii_case(provider));
    let same = |one: &&&Template| match (one.family.as_deref(), wanted) {
        (Some(family), Some(wanted)) => family.eq_ignore_ascii_case(wanted),
        (None, None) => true,
        _ => false,
    };
    of.iter().find(same).copied().ok_or_else(|| {
        let family = wanted.unwrap_or_default();
        let families: Vec<&str> = of.iter().filter_map(|one| one.family.as_deref()).collect();
        let remedy = if families.is_empty() {
            format!("leave --family out: {provider} is one product")
        } else {
            format!(
                "--family is one of {}; leave it out for any other product",
                families.join(", ")
            )
        };
        Failure::usage(
            format!("`{family}` is no product of `{provider}` that is known here"),
            remedy,
        )
    })
}

fn form<'t>(arguments: &CsvTemplate, template: &'t Template) -> Result<&'t Form, Failure> {
    let wanted = arguments.form.as_deref();
    let named = |form: &&Form| wanted.is_none_or(|wanted| form.name.eq_ignore_ascii_case(wanted));
    template.forms.iter().find(named).ok_or_else(|| {
        let names: Vec<&str> = template.forms.iter().map(|form| form.name.as_str()).collect();
        let note = template
            .note
            .as_deref()
            .map(|note| format!(". {note}"))
            .unwrap_or_default();
        Failure::usage(
            format!("{} has no form `{}`", template.title, wanted.unwrap_or_default()),
            format!("--form is one of {}{note}", names.join(", ")),
        )
    })
}

/// What the file itself has no room for.
fn tell(template: &Template, form: &Form, arguments: &CsvTemplate) {
    let volume = Volume {
        quiet: arguments.quiet,
        verbose: 0,
    };
    let values: Values<'_> = &[
        ("title", &phrase(&template.title)),
        ("form", &form.name),
        ("about", &phrase(&form.about)),
    ];
    volume.note(&told("csv.form", values));
    if let Some(doubt) = &form.doubt {
        volume.note(doubt);
    }
    if let Some(note) = &template.note {
        volume.note(note);
    }
    for other in template.forms.iter().filter(|other| other.name != form.name) {
        let doubt = other
            .doubt
            .as_deref()
            .map(|doubt| format!(" ({})", phrase(doubt)))
            .unwrap_or_default();
        let values: Values<'_> = &[
            ("form", &other.name),
            ("about", &phrase(&other.about)),
            ("doubt", &doubt),
            ("example", &other.example()),
        ];
        volume.note(&told("csv.other_form", values));
    }
    volume.note(word("csv.replace"));
    volume.note(&told("csv.documented", &[("sources", &form.sources.join(", "))]));
}
