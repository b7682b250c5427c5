-- The forty rules in SQL, in the order of pack/rules.toml, one a line. A fact that is not known is NULL, and SQL's logic has
-- three values as the engine's has: a condition that is NULL is unknown. No pattern is needed, so that no library is shared.
imap_enabled = 0
target_exists = 0
target_licensed = 0
on_hold = 1
disabled = 1
tls_trusted = 0
items > 500000
largest_message > 36700160
folder_count > 2000
folder_depth > 30
fullest_folder > 100000
recoverable > 16106127360
sign_in_time >= 5000
failed_items > 0
skipped_items > 50
idle_days > 30
oversized_items > 0
sessions > 10
sync_state = 'Failed'
password_state <> 'ok'
(SELECT source_system FROM run) = 'exchange2010' AND full_access = 0 AND receive_as = 0
domain_admin = 1 AND (full_access = 0 OR receive_as = 0)
imap_enabled = 1 AND sign_in_time > 2000 AND sessions > (SELECT server_connections FROM run)
size > quota AND NOT target_has_archive = 1
largest_message > (SELECT run.largest_message FROM run) AND oversized_items = 0
NOT (imap_enabled = 1 OR pop_enabled = 1)
sync_state = 'Synced' AND failed_items = 0 AND skipped_items = 0 AND idle_days > 14
(items > 300000 OR size > 53687091200 OR folder_count > 1500) AND (SELECT endpoint_migrations FROM run) < 20
hidden = 1 AND target_type = 'MailUser' AND NOT target_exists = 0
(disabled = 0 AND password_state = 'expired') OR (display_name IS NULL AND imap_enabled = 0)
substr(address, -6) = '.local'
instr(user_name, ' ') > 0 AND NOT instr(user_name, '/') > 0
sign_in_error LIKE '%authenticationfailed%' OR sign_in_error LIKE '%invalid credentials%' OR sign_in_error LIKE '%login failed%'
last_error LIKE '%too many connections%' OR last_error LIKE '%too many simultaneous connections%' OR last_error LIKE '%overquota%' OR last_error LIKE '%over quota%' OR last_error LIKE '%exceeded%bandwidth%' OR last_error LIKE '%exceeded%limit%'
NOT substr(host, 1, 5) = 'imap.' AND server_software = 'Gmail'
CASE WHEN folders IS NOT NULL THEN EXISTS (SELECT 1 FROM folder WHERE folder.mailbox = mailbox.number AND substr(text, 1, 7) = '[Gmail]') END
CASE WHEN folders IS NOT NULL THEN EXISTS (SELECT 1 FROM folder WHERE folder.mailbox = mailbox.number AND substr(text, -1) = ' ') END
CASE WHEN proxy_addresses IS NOT NULL THEN NOT EXISTS (SELECT 1 FROM proxy_address WHERE proxy_address.mailbox = mailbox.number AND substr(text, -12) = '@contoso.com') END
CAST(predicted_size AS REAL) / quota > 0.9
CAST(size AS REAL) / 450000000.0 / throughput > 72.0
