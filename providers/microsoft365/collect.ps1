<#
.SYNOPSIS
    Writes what imaprules needs to know of Microsoft 365 into one file.

.DESCRIPTION
    Reads only: it asks Exchange Online with Get-* cmdlets, and DNS, and changes nothing. It asks for no password and keeps
    none: of the migration file it takes the column EmailAddress alone.

    Connect first, with an account that has the role groups View-Only Organization Management and Recipient Management:

        Connect-ExchangeOnline
        .\collect.ps1 -Csv users.csv

    then import the file: imaprules run --csv users.csv --import imaprules-microsoft365.json

    It runs in Windows PowerShell 5.1 and in PowerShell 7. A cmdlet that fails does not stop it; the file says which did.

.PARAMETER Csv
    The migration file. Mailboxes are then looked at only where a row needs them. Without it all mailboxes are.

.PARAMETER Output
    The file to write.

.PARAMETER Folders
    Also counts every folder of these mailboxes, to compare them with the source after the first sync. It takes a call for
    each mailbox.
#>
#Requires -Version 5.1
[CmdletBinding()]
param(
    [string] $Csv,
    [string] $Output = 'imaprules-microsoft365.json',
    [switch] $Folders
)

# Properties that are kept, by cmdlet. Nothing else of a record is written.
$Recipient = @(
    'ExternalDirectoryObjectId', 'Guid', 'Name', 'Alias', 'DisplayName', 'PrimarySmtpAddress', 'EmailAddresses',
    'RecipientType', 'RecipientTypeDetails'
)
$Mailbox = $Recipient + @(
    'ExchangeGuid', 'UserPrincipalName', 'ProhibitSendReceiveQuota', 'ProhibitSendQuota', 'IssueWarningQuota',
    'RecoverableItemsQuota', 'MaxReceiveSize', 'ArchiveStatus', 'ArchiveGuid', 'RetentionPolicy', 'RetentionHoldEnabled',
    'ElcProcessingDisabled', 'LitigationHoldEnabled', 'InPlaceHolds', 'ForwardingAddress', 'ForwardingSmtpAddress',
    'DeliverToMailboxAndForward', 'WhenSoftDeleted', 'IsInactiveMailbox', 'IsSoftDeletedByRemove', 'IsSoftDeletedByDisable'
)
$Statistics = @('MailboxGuid', 'ItemCount', 'TotalItemSize', 'DeletedItemCount', 'TotalDeletedItemSize')
$Folder = @('FolderPath', 'FolderType', 'ItemsInFolder', 'FolderSize', 'ContainerClass')
$Endpoint = @(
    'Identity', 'EndpointType', 'RemoteServer', 'Port', 'Security', 'AcceptUntrustedCertificates',
    'MaxConcurrentMigrations', 'MaxConcurrentIncrementalSyncs'
)
$Batch = @(
    'Identity', 'Status', 'MigrationType', 'SourceEndpoint', 'TotalCount', 'ActiveCount', 'SyncedCount', 'FailedCount',
    'StoppedCount', 'PendingCount', 'CreationDateTimeUTC', 'CreationDateTime', 'StartDateTimeUTC', 'StartDateTime',
    'LastSyncedDateTimeUTC', 'LastSyncedDateTime', 'ExcludeFolders', 'DataConsistencyScore', 'SubmittedByUser', 'Message'
)
$User = @(
    'Identity', 'BatchId', 'MailboxEmailAddress', 'Status', 'StatusSummary', 'ErrorSummary', 'SyncedItemCount',
    'SkippedItemCount', 'LastSuccessfulSyncTime', 'DataConsistencyScore'
)
$UserStatistics = @(
    'Identity', 'BatchId', 'Status', 'StatusSummary', 'Error', 'SyncedItemCount', 'SkippedItemCount',
    'LastSuccessfulSyncTime', 'DataConsistencyScore', 'TotalQueuedDuration', 'TotalInProgressDuration',
    'TotalStalledDuration'
)
$Failure = @('Timestamp', 'FailureType', 'FailureSide', 'ExceptionTypes', 'Message')
$Domain = @('DomainName', 'DomainType')
$Member = @('Name', 'Alias', 'DisplayName', 'PrimarySmtpAddress', 'WindowsLiveID', 'RecipientType', 'RecipientTypeDetails')
$Assignment = @('Role', 'RoleAssigneeName', 'EffectiveUserName')
$Dns = @('Name', 'Type', 'TTL', 'NameExchange', 'Preference', 'Strings', 'NameHost')

# Now, as text that is read the same everywhere.
function Get-Moment {
    [DateTime]::UtcNow.ToString('o', [Globalization.CultureInfo]::InvariantCulture)
}

# A single value as JSON has it. Words of enumerations and sizes stay the texts that PowerShell shows.
function ConvertTo-Plain($Name, $Value) {
    if ($null -eq $Value -or $Value -is [bool]) { return $Value }
    if ($Value -is [DateTime]) {
        if ($Value.Kind -eq 'Unspecified' -and $Name -like '*UTC') {
            $Value = [DateTime]::SpecifyKind($Value, [DateTimeKind]::Utc)
        }
        if ($Value.Kind -eq 'Local') { $Value = $Value.ToUniversalTime() }
        return $Value.ToString('o', [Globalization.CultureInfo]::InvariantCulture)
    }
    if ($Value -is [ValueType] -and $Value.GetType().IsPrimitive) { return $Value }
    # A batch may hold its endpoint as a whole; its name is enough.
    if ($Value -isnot [string] -and $Value -isnot [ValueType] -and $Value.Identity) { return "$($Value.Identity)" }
    return "$Value"
}

# Some properties of a record. A property that the record has not is left out: it was not told.
function Select-Plain($Record, $Names) {
    $plain = [ordered] @{}
    foreach ($name in $Names) {
        $property = $Record.PSObject.Properties[$name]
        if ($null -eq $property) { continue }
        $value = $property.Value
        if ($value -is [Collections.IEnumerable] -and $value -isnot [string]) {
            $items = [Collections.ArrayList] @()
            foreach ($item in $value) { [void] $items.Add((ConvertTo-Plain $name $item)) }
            $plain[$name] = $items.ToArray()
        }
        else { $plain[$name] = ConvertTo-Plain $name $value }
    }
    return $plain
}

# Writes one record. It goes to the file at once: a run that ends early leaves what it had.
function Export-Plain($Plain) {
    $Plain['ExportedAt'] = Get-Moment
    $script:Writer.Write($script:Between)
    $script:Writer.Write((ConvertTo-Json -InputObject $Plain -Depth 6 -Compress))
    $script:Between = ",`r`n"
}

# Notes how a cmdlet ended.
function Export-Asked($Cmdlet, $For, $Records, $Problem) {
    $asked = [ordered] @{ Cmdlet = 'collect.ps1'; Asked = $Cmdlet; Records = $Records }
    if ($For) { $asked['For'] = "$For" }
    if ($Problem) { $asked['Error'] = "$Problem" }
    Export-Plain $asked
}

# The output of a cmdlet, whole or none, so that a list that broke off is not taken for all there is.
function Get-Output($Cmdlet, $For, $Ask) {
    try { $records = @(& $Ask) }
    catch {
        Export-Asked $Cmdlet $For 0 $_.Exception.Message
        return
    }
    if (-not $For) { Export-Asked $Cmdlet $null $records.Count $null }
    return $records
}

# Writes the records of a cmdlet, with further properties.
function Export-Records($Cmdlet, $Records, $Names, $Also) {
    foreach ($record in $Records) {
        if ($null -eq $record) { continue }
        $plain = [ordered] @{ Cmdlet = $Cmdlet }
        foreach ($name in @($Also.Keys)) { $plain[$name] = $Also[$name] }
        $told = Select-Plain $record $Names
        foreach ($name in @($told.Keys)) { $plain[$name] = $told[$name] }
        Export-Plain $plain
    }
}

# The addresses of the migration file, as a table. No other column is looked at.
function Get-WantedAddress($Path) {
    $header = "$(Get-Content -LiteralPath $Path -TotalCount 1 -Encoding UTF8)"
    $delimiter = ','
    foreach ($sign in ';', "`t") {
        if ($header.Split($sign).Count -gt $header.Split($delimiter).Count) { $delimiter = $sign }
    }
    if ($header -notmatch 'EmailAddress') { throw "$Path has no column EmailAddress in its first line" }
    $wanted = @{}
    Import-Csv -LiteralPath $Path -Delimiter $delimiter -Encoding UTF8 | Select-Object -ExpandProperty EmailAddress |
        ForEach-Object { if ("$_".Trim()) { $wanted["$_".Trim().ToLowerInvariant()] = $true } }
    return $wanted
}

# Whether a recipient holds an address of the table.
function Select-Wanted($Recipients, $Wanted) {
    foreach ($one in $Recipients) {
        $addresses = @("$($one.PrimarySmtpAddress)") + @($one.EmailAddresses | ForEach-Object { "$_" -replace '^smtp:', '' })
        foreach ($address in $addresses) {
            if ($Wanted.ContainsKey("$address".ToLowerInvariant())) {
                $one
                break
            }
        }
    }
}

# What the report of a mailbox says of failures and of its last sign of life.
function Select-Report($Report) {
    $failures = [Collections.ArrayList] @()
    foreach ($failure in $Report.Failures) {
        if ($failure -is [string]) { [void] $failures.Add([ordered] @{ Message = $failure }) }
        elseif ($failure) { [void] $failures.Add((Select-Plain $failure $script:Failure)) }
    }
    $last = @($Report.Entries | Where-Object { $_.CreationTime } | Sort-Object CreationTime | Select-Object -Last 1)
    $entries = [Collections.ArrayList] @()
    foreach ($entry in $last) { [void] $entries.Add((Select-Plain $entry @('CreationTime'))) }
    return [ordered] @{ Entries = $entries.ToArray(); Failures = $failures.ToArray() }
}

# Skipped items by folder and kind; their subjects and senders stay where they are.
function Select-Skipped($Items) {
    $skipped = [Collections.ArrayList] @()
    foreach ($item in $Items) {
        if ($item) { [void] $skipped.Add((Select-Plain $item @('Kind', 'FolderName'))) }
    }
    return @{ SkippedItems = $skipped.ToArray() }
}

# --- Recipients ----------------------------------------------------------------------------------------------------

function Export-Recipients($Wanted) {
    $gone = @(Get-Output 'Get-Mailbox' 'soft-deleted and inactive mailboxes' {
            Get-Mailbox -SoftDeletedMailbox -IncludeInactiveMailbox -ResultSize Unlimited -ErrorAction Stop
            $script:SawDeleted = $true
        })
    $also = @{ IncludesSoftDeleted = $script:SawDeleted }
    Export-Records 'Get-Mailbox' $gone $script:Mailbox @{ IncludesSoftDeleted = $true; SoftDeleted = $true }

    Write-Progress -Activity 'imaprules' -Status 'All recipients: their addresses and sorts'
    $all = @(Get-Output 'Get-EXORecipient' $null {
            Get-EXORecipient -ResultSize Unlimited -Properties $script:Recipient -ErrorAction Stop
        })
    Export-Records 'Get-EXORecipient' $all $script:Recipient $also

    $chosen = $all
    if ($Wanted) { $chosen = @(Select-Wanted $all $Wanted) }
    $chosen = @($chosen | Where-Object { "$($_.RecipientType)" -eq 'UserMailbox' })
    if (-not $Wanted) {
        Write-Progress -Activity 'imaprules' -Status 'All mailboxes: quotas, policies, holds'
        $found = @(Get-Output 'Get-Mailbox' $null { Get-Mailbox -ResultSize Unlimited -ErrorAction Stop })
        Export-Records 'Get-Mailbox' $found $script:Mailbox $also
    }
    $done = 0
    foreach ($one in $chosen) {
        $address = "$($one.PrimarySmtpAddress)"
        Write-Progress -Activity 'imaprules' -Status $address -PercentComplete (100 * $done / $chosen.Count)
        $done += 1
        if ($Wanted) {
            $found = @(Get-Output 'Get-Mailbox' $address { Get-Mailbox -Identity $address -ErrorAction Stop })
            Export-Records 'Get-Mailbox' $found $script:Mailbox $also
        }
        Export-Sizes $address
    }
}

function Export-Sizes($Address) {
    $also = @{ PrimarySmtpAddress = $Address }
    $sizes = @(Get-Output 'Get-EXOMailboxStatistics' $Address {
            Get-EXOMailboxStatistics -Identity $Address -ErrorAction Stop
        })
    Export-Records 'Get-EXOMailboxStatistics' $sizes $script:Statistics $also
    if (-not $script:Folders) { return }
    $folders = @(Get-Output 'Get-EXOMailboxFolderStatistics' $Address {
            Get-EXOMailboxFolderStatistics -Identity $Address -ErrorAction Stop
        })
    Export-Records 'Get-EXOMailboxFolderStatistics' $folders $script:Folder $also
}

# --- The migration job ---------------------------------------------------------------------------------------------

function Export-Job {
    Write-Progress -Activity 'imaprules' -Status 'Endpoints, batches and their mailboxes'
    $endpoints = @(Get-Output 'Get-MigrationEndpoint' $null { Get-MigrationEndpoint -ErrorAction Stop })
    Export-Records 'Get-MigrationEndpoint' $endpoints $script:Endpoint @{}
    $batches = @(Get-Output 'Get-MigrationBatch' $null { Get-MigrationBatch -ErrorAction Stop })
    Export-Records 'Get-MigrationBatch' $batches $script:Batch @{}
    $users = @(Get-Output 'Get-MigrationUser' $null { Get-MigrationUser -ResultSize Unlimited -ErrorAction Stop })
    Export-Records 'Get-MigrationUser' $users $script:User @{}

    # The reports of mailboxes that are in order say nothing new.
    $open = @($users | Where-Object { "$($_.StatusSummary)" -notin 'Synced', 'Completed' -or $_.SkippedItemCount -gt 0 })
    $done = 0
    foreach ($one in $open) {
        $identity = "$($one.Identity)"
        Write-Progress -Activity 'imaprules' -Status "Report of $identity" -PercentComplete (100 * $done / $open.Count)
        $done += 1
        $found = @(Get-Output 'Get-MigrationUserStatistics' $identity {
                Get-MigrationUserStatistics -Identity $identity -IncludeReport -IncludeSkippedItems -ErrorAction Stop
            })
        foreach ($statistics in $found) {
            $also = @{}
            if ($null -ne $statistics.SkippedItems) { $also = Select-Skipped $statistics.SkippedItems }
            if ($statistics.Report) { $also['Report'] = Select-Report $statistics.Report }
            Export-Records 'Get-MigrationUserStatistics' @($statistics) $script:UserStatistics $also
        }
    }
}

# --- The tenant ----------------------------------------------------------------------------------------------------

function Export-Tenant($Wanted) {
    Write-Progress -Activity 'imaprules' -Status 'Roles and domains'
    foreach ($group in 'Organization Management', 'Recipient Management') {
        $members = @(Get-Output 'Get-RoleGroupMember' $group {
                Get-RoleGroupMember -Identity $group -ResultSize Unlimited -ErrorAction Stop
            })
        Export-Records 'Get-RoleGroupMember' $members $script:Member @{ RoleGroup = $group }
    }
    $assigned = @(Get-Output 'Get-ManagementRoleAssignment' $null {
            Get-ManagementRoleAssignment -Role Migration -GetEffectiveUsers -ErrorAction Stop
        })
    Export-Records 'Get-ManagementRoleAssignment' $assigned $script:Assignment @{}
    $domains = @(Get-Output 'Get-AcceptedDomain' $null { Get-AcceptedDomain -ErrorAction Stop })
    Export-Records 'Get-AcceptedDomain' $domains $script:Domain @{}

    $names = @($domains | ForEach-Object { "$($_.DomainName)" })
    if ($Wanted) { $names = @($Wanted.Keys | Where-Object { $_ -like '*@*' } | ForEach-Object { $_.Split('@')[-1] }) }
    $names = @($names | Where-Object { $_ -and $_ -notlike '*.onmicrosoft.com' } | Sort-Object -Unique)
    foreach ($name in $names) { Export-Dns $name }
}

# MX, SPF and Autodiscover, as this machine resolves them. Elsewhere than on Windows there is no such cmdlet. A name that
# does not exist is no failure.
function Export-Dns($Name) {
    if (-not (Get-Command Resolve-DnsName -ErrorAction SilentlyContinue)) { return }
    $answers = @(
        Resolve-DnsName -Name $Name -Type MX -DnsOnly -ErrorAction SilentlyContinue
        Resolve-DnsName -Name $Name -Type TXT -DnsOnly -ErrorAction SilentlyContinue
        Resolve-DnsName -Name "autodiscover.$Name" -Type CNAME -DnsOnly -ErrorAction SilentlyContinue
    )
    Export-Records 'Resolve-DnsName' $answers $script:Dns @{}
}

# --- The run -------------------------------------------------------------------------------------------------------

if (-not (Get-Command Get-EXORecipient -ErrorAction SilentlyContinue)) {
    throw 'The module ExchangeOnlineManagement is missing here. Install it, and run Connect-ExchangeOnline first.'
}
if (-not (Get-Command Get-MigrationUser, Get-AcceptedDomain -ErrorAction SilentlyContinue)) {
    throw 'There is no connection to Exchange Online. Run Connect-ExchangeOnline first.'
}
$Wanted = $null
if ($Csv) { $Wanted = Get-WantedAddress $Csv }
$Path = $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($Output)
$SawDeleted = $false
$Between = ''
$Writer = [IO.StreamWriter]::new($Path, $false, [Text.UTF8Encoding]::new($false))
try {
    $Writer.Write("[`r`n")
    Export-Job
    Export-Tenant $Wanted
    Export-Recipients $Wanted
    $Writer.Write("`r`n]`r`n")
}
finally { $Writer.Dispose() }
Write-Progress -Activity 'imaprules' -Completed
"Written: $Path"
