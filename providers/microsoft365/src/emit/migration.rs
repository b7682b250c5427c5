//! Facts of the whole migration: what was imported, what the user told, ranges, roles, the availability test.

use super::Emitter;
use crate::cmdlet::Sort;
use crate::data::TENANT;
use crate::model::{Facts, Member, Thing};
use crate::network;
use imaprules_exports::reading;
use imaprules_facts::{Known, Reason, Unknown, Value};
use imaprules_provider::Stop;
use std::collections::HashSet;

const ROOT: &str = "migration";

impl Emitter<'_> {
    pub(super) fn migration(&mut self) -> Result<(), Stop> {
        self.told()?;
        self.counts()?;
        self.ranges()?;
        self.roles()?;
        self.availability()
    }

    /// What the user told. It is always emitted, so that the moment that counts as now is not that of the newest export.
    fn told(&self) -> Result<(), Stop> {
        let order = self.order;
        let mut facts = Facts::new();
        facts.extend(
            order
                .batch_name
                .as_ref()
                .map(|name| ("job.batch_name", Ok(name.as_str().into()))),
        );
        facts.extend(
            order
                .mx_moves_at
                .map(|at| ("cutover.mx_moves_at", Ok(Value::Int(at)))),
        );
        if !order.firewall.is_empty() {
            let ranges: Vec<String> = order.firewall.iter().map(|(text, _)| text.clone()).collect();
            facts.push(("network.allowed_ranges", Ok(ranges.into())));
        }
        let exports = i64::try_from(self.model.files.len()).unwrap_or(i64::MAX);
        facts.push(("target.export_count", Ok(exports.into())));
        let domains = i64::try_from(self.model.rows.domains().len()).unwrap_or(i64::MAX);
        if !self.model.rows.all.is_empty() {
            facts.push(("target.domain_count", Ok(domains.into())));
        }
        self.send(
            self.summary(ROOT, ROOT, "settings and imported files", self.now),
            facts,
        )
    }

    fn counts(&self) -> Result<(), Stop> {
        let model = self.model;
        let count = |many: usize| Ok(Value::Int(i64::try_from(many).unwrap_or(i64::MAX)));
        let mut facts = Facts::new();
        if model.has(Sort::Mailbox) || model.has(Sort::Recipient) {
            facts.push(("target.recipient_count", count(model.recipients.len())));
            facts.push((
                "target.recipients_complete",
                Ok(self.recipients_complete().into()),
            ));
            if !model.rows.all.is_empty() {
                let matched = model
                    .hits
                    .values()
                    .filter(|hits| hits.iter().any(|hit| !hit.soft_deleted))
                    .count();
                facts.push(("target.rows_matched", count(matched)));
                let mut common: Vec<String> = model.common_domains.iter().cloned().collect();
                common.sort();
                facts.push(("target.common_domains", Ok(common.into())));
            }
        }
        for (sort, fact, many) in [
            (Sort::Endpoint, "job.endpoint_count", distinct(&model.endpoints)),
            (Sort::Batch, "job.batch_count", distinct(&model.batches)),
            (Sort::ErrorReport, "report.row_count", model.errors.len()),
        ] {
            if model.has(sort) {
                facts.push((fact, count(many)));
            }
        }
        if model.has(Sort::User) || model.has(Sort::UserStatistics) {
            facts.push(("job.user_count", count(model.users.len())));
        }
        self.send(
            self.summary(ROOT, ROOT, "imported files together", self.newest()),
            facts,
        )
    }

    fn newest(&self) -> i64 {
        self.model
            .files
            .iter()
            .map(|file| file.at)
            .max()
            .unwrap_or(self.now)
    }

    /// Whether a recipient that was not found is known not to exist.
    pub(super) fn recipients_complete(&self) -> bool {
        let sorts = [Sort::Mailbox, Sort::Recipient];
        let recipients = |file: &&crate::model::File| sorts.iter().any(|sort| file.sorts.contains_key(sort));
        let mut files = self.model.files.iter().filter(recipients);
        files.all(|file| file.has_all(&sorts) && !file.addresses_lost)
    }

    fn ranges(&self) -> Result<(), Stop> {
        let wanted = TENANT.network.sets.iter().find_map(|set| {
            let imported = self.model.ranges.iter().filter(|(id, ..)| id == set);
            imported.max_by_key(|(.., origin)| origin.at)
        });
        let (ranges, record, at) = match wanted {
            Some((_, ranges, origin)) => (ranges, self.record(ROOT, ROOT, *origin), Some(origin.at)),
            None => {
                let at = reading::time(&TENANT.network.published)
                    .map(|time| time.millis)
                    .ok();
                let name = "list of ranges that comes with the program";
                (
                    &TENANT.network.ranges,
                    self.summary(ROOT, ROOT, name, at.unwrap_or(0)),
                    at,
                )
            }
        };
        let mut facts: Facts = vec![("network.exchange_online_ranges", Ok(ranges.clone().into()))];
        facts.extend(at.map(|at| ("network.ranges_at", Ok(Value::Int(at)))));
        if !self.order.firewall.is_empty() {
            let allowed: Vec<_> = self.order.firewall.iter().map(|(_, range)| *range).collect();
            facts.push((
                "network.missing_ranges",
                Ok(network::missing(ranges, &allowed).into()),
            ));
        }
        self.send(record, facts)
    }

    fn roles(&self) -> Result<(), Stop> {
        let submitted = self
            .model
            .batches
            .iter()
            .filter(|batch| batch.kind.as_deref() == Some("imap"));
        let submitted = submitted
            .filter_map(|batch| batch.submitted_by.clone())
            .next_back();
        let admin = self.order.admin.clone().or(submitted);
        let mut facts = Facts::new();
        facts.extend(
            admin
                .as_ref()
                .map(|admin| ("tenant.admin", Ok(admin.as_str().into()))),
        );
        let members: Vec<&Member> = self
            .model
            .members
            .iter()
            .filter(|member| may_migrate(member))
            .collect();
        if let Some(first) = members.first() {
            let mut shown: Vec<String> = members.iter().map(|member| member.shown.clone()).collect();
            shown.sort();
            shown.dedup();
            facts.push(("tenant.migration_admins", Ok(shown.into())));
            facts.extend(admin.map(|admin| ("tenant.admin_may_migrate", self.may(&admin, &members))));
            return self.send(self.record(ROOT, ROOT, first.origin), facts);
        }
        self.send(
            self.summary(ROOT, ROOT, "settings and imported files", self.now),
            facts,
        )
    }

    /// Absence counts only where both groups, or the assignments in the end, were exported and no member stands for others.
    fn may(&self, admin: &str, members: &[&Member]) -> Known {
        let admin = admin.trim().to_lowercase();
        let local = admin.split('@').next().unwrap_or_default().to_owned();
        let named = |name: &String| *name == admin || (!name.contains('@') && *name == local);
        if members.iter().any(|member| member.names.iter().any(named)) {
            return Ok(true.into());
        }
        if members.iter().any(|member| member.nested) {
            let note = "role groups have members that stand for others; look at those, or export \
                        Get-ManagementRoleAssignment -Role Migration -GetEffectiveUsers";
            return Err(Unknown::noted(Reason::NotCollected, note));
        }
        let seen = |group: &String| {
            members
                .iter()
                .any(|member| member.group.eq_ignore_ascii_case(group))
        };
        if self.model.effective || TENANT.roles.groups.iter().all(seen) {
            return Ok(false.into());
        }
        let note = "not every role group that may migrate was exported";
        Err(Unknown::noted(Reason::NotCollected, note))
    }

    fn availability(&mut self) -> Result<(), Stop> {
        let Some(test) = self.model.availability.iter().max_by_key(|test| test.origin.at) else {
            return Ok(());
        };
        let record = self.record(ROOT, ROOT, test.origin);
        let failed = test.result == Ok("failed");
        let text = if failed { test.text.as_str() } else { "" };
        let explained = self.explainer.explain(text, "");
        let facts: Facts = vec![
            ("availability.result", test.result.clone().map(Value::from)),
            ("availability.server", Ok(test.server.as_str().into())),
            ("availability.text", Ok(explained.message.into())),
            ("availability.error_id", Ok(explained.id.into())),
            ("availability.cause", Ok(explained.cause.into())),
            ("availability.remedy", Ok(explained.remedy.into())),
        ];
        self.send(record, facts)
    }

    pub(super) fn exports(&self) -> Result<(), Stop> {
        for (at, file) in self.model.files.iter().enumerate() {
            let names: Vec<String> = file.sorts.values().map(|(name, _)| name.clone()).collect();
            let facts: Facts = vec![
                ("export.name", Ok(base(&file.name).into())),
                ("export.cmdlets", Ok(names.into())),
                (
                    "export.records",
                    Ok(i64::try_from(file.records).unwrap_or(i64::MAX).into()),
                ),
                ("export.whole", Ok(file.whole.into())),
                ("export.troubles", Ok(file.troubles.clone().into())),
                ("export.spoilt_properties", Ok(file.spoilt.clone().into())),
                ("export.paged", Ok(file.paged.into())),
                ("export.failures", Ok(file.failures.clone().into())),
                ("export.age", Ok(self.now.saturating_sub(file.at).into())),
            ];
            self.send(
                self.record("target.export", &file.name, self.model.whole_file(at)),
                facts,
            )?;
        }
        Ok(())
    }
}

/// How many there are, each counted once however many exports hold it.
fn distinct(things: &[Thing]) -> usize {
    let names: HashSet<String> = things.iter().map(|thing| thing.name.to_lowercase()).collect();
    names.len()
}

/// A file's name without its folder, whichever system wrote the path.
fn base(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

fn may_migrate(member: &Member) -> bool {
    let roles = &TENANT.roles;
    member.group == roles.role
        || roles
            .groups
            .iter()
            .any(|group| group.eq_ignore_ascii_case(member.group.trim()))
}
