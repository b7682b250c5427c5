//! Scripts for Windows PowerShell, from 2.0 on, as the Exchange Management Shell of 2007 may have it.

use super::comment::needs_session;
use super::dialect::Dialect;
use super::sessions::Session;
use crate::speech::word;
use imaprules_rules::Shell;

pub(super) const DIALECT: Dialect = Dialect {
    ending: "ps1",
    first_line: "",
    start,
    open,
    close,
    record,
    code,
};

/// What only looks prints at once: Windows PowerShell stops where a script mixes tables and lists in what it hands on.
fn code(text: &str) -> String {
    let lines = text.lines().map(|line| {
        let looks = line.starts_with("Get-") || line.starts_with("Test-");
        let printed = line.rsplit('|').next().unwrap_or_default().trim_start();
        let printed = ["Get-", "Test-", "Format-", "Select-"]
            .iter()
            .any(|verb| printed.starts_with(verb));
        if looks && printed && !line.ends_with('`') {
            format!("{line} | Out-Host")
        } else {
            line.to_owned()
        }
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn quote(text: &str) -> String {
    Shell::PowerShell.quote(text)
}

fn start(stem: &str, records: bool) -> String {
    let mut text = "$ErrorActionPreference = 'Stop'\n".to_owned();
    if records {
        let stem = quote(&format!("{stem}.before."));
        text += &format!("\n# {}\n", word("commands.old_values"));
        text += "$folder = (Get-Location).ProviderPath\n";
        text += "if ($MyInvocation.MyCommand.Path) { $folder = Split-Path -Parent $MyInvocation.MyCommand.Path }\n";
        text += &format!(
            "$before = Join-Path $folder ({stem} + (Get-Date -Format 'yyyyMMdd-HHmmss') + '.txt')\n"
        );
        text += "function Save-OldValue([string]$Rule, [string]$Subject, [scriptblock]$Read) {\n";
        text += "    $values = & $Read | Format-List | Out-String -Width 4096\n";
        text += "    $when = Get-Date -Format 'yyyy-MM-dd HH:mm:ss'\n";
        text +=
            "    Add-Content -Path $before -Encoding UTF8 -Value (@(\"$when  $Rule  $Subject\", $values))\n";
        text += "}\n";
    }
    text
}

fn open(session: &Session, check: &str, _: usize) -> String {
    let missing = quote(&needs_session(session));
    format!("if (-not ({check})) {{\n    Write-Warning {missing}\n}} else {{\n")
}

fn close(_: usize) -> String {
    "}\n".to_owned()
}

fn record(rule: &str, subject: &str, code: &str) -> String {
    let inner = if code.contains('\n') {
        format!("{{\n{code}\n}}")
    } else {
        format!("{{ {code} }}")
    };
    format!("Save-OldValue {} {} {inner}", quote(rule), quote(subject))
}
