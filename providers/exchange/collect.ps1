<#
.SYNOPSIS
    Writes what Exchange 2007 to 2013 knows of IMAP into one file: settings, services, limits, mailboxes, rights, sizes.

.DESCRIPTION
    Reads only: it asks with Get-* cmdlets and changes nothing. It asks for no password and keeps none: of the migration file
    it takes the columns EmailAddress and UserName alone.

    Run it in the Exchange Management Shell on a server, with an account that may view the organisation:

        .\collect.ps1 -Csv users.csv -Admin CONTOSO\mailadmin

    It keeps to PowerShell 2.0, which Exchange 2007 and 2010 have. A cmdlet that fails, or that this version of Exchange does
    not have, does not stop it; the file says which did.

.PARAMETER Csv
    The migration file. Mailboxes are then looked at only where a row names them: by an address, or by the last part of
    UserName as alias or logon name. Without it all mailboxes are.

.PARAMETER Admin
    The migration admin account, as DOMAIN\name, name or name@domain: its groups are then asked for, nested ones too. Without it
    the accounts that user names such as domain/admin/user hold are taken.

.PARAMETER Output
    The file to write, in the form of Export-Clixml.

.PARAMETER Folders
    Also counts every folder of these mailboxes. It takes a call for each mailbox.
#>
#Requires -Version 2.0
param(
    [string] $Csv,
    [string] $Admin,
    [string] $Output = 'imaprules-exchange.xml',
    [switch] $Folders
)

# Properties that are kept, by cmdlet. Nothing else of a record is written.
$Server = @(
    'Name', 'Fqdn', 'ExchangeLegacyDN', 'ServerRole', 'AdminDisplayVersion', 'ExchangeVersion', 'Edition', 'Site',
    'DistinguishedName'
)
$Imap = @(
    'Server', 'Name', 'MaxConnections', 'MaxConnectionFromSingleIP', 'MaxConnectionsPerUser', 'MaxCommandSize',
    'PreAuthenticatedConnectionTimeout', 'AuthenticatedConnectionTimeout', 'LoginType', 'X509CertificateName', 'SSLBindings',
    'UnencryptedOrTLSBindings', 'InternalConnectionSettings', 'ExternalConnectionSettings', 'ProxyTargetPort',
    'EnableExactRFC822Size', 'ShowHiddenFoldersEnabled', 'MessageRetrievalMimeFormat', 'CalendarItemRetrievalOption',
    'SuppressReadReceipt', 'EnforceCertificateErrors', 'EnableGSSAPIAndNTLMAuth', 'ExtendedProtectionPolicy',
    'ProtocolLogEnabled', 'Banner'
)
$Service = @('SystemName', 'Name', 'DisplayName', 'StartMode', 'State')
$Component = @('ServerFqdn', 'Component', 'State')
$Sessions = @('Maximum Allowed Sessions Per User', 'Maximum Allowed Service Sessions Per User')
$Throttling = @(
    'Name', 'IsDefault', 'ThrottlingPolicyScope', 'ImapMaxConcurrency', 'ImapMaxBurst', 'ImapRechargeRate',
    'ImapCutoffBalance', 'ImapPercentTimeInAD', 'ImapPercentTimeInCAS', 'ImapPercentTimeInMailboxRPC'
)
$Database = @('Name', 'Identity', 'Server', 'Guid', 'DistinguishedName', 'ExchangeLegacyDN', 'WhenChangedUTC', 'WhenChanged')
$DatabaseRight = @(
    'Identity', 'User', 'Deny', 'IsInherited', 'AccessRights', 'ExtendedRights', 'InheritanceType', 'InheritedObjectType'
)
$Mailbox = @(
    'Name', 'Alias', 'DisplayName', 'SamAccountName', 'UserPrincipalName', 'PrimarySmtpAddress', 'EmailAddresses', 'Database',
    'ServerName', 'RecipientTypeDetails', 'HiddenFromAddressListsEnabled', 'LegacyExchangeDN', 'DistinguishedName', 'Guid',
    'ExchangeGuid', 'ThrottlingPolicy', 'WhenChangedUTC', 'WhenChanged'
)
$Access = @(
    'Name', 'SamAccountName', 'PrimarySmtpAddress', 'ServerName', 'DistinguishedName', 'LegacyExchangeDN', 'Guid', 'ImapEnabled',
    'ImapUseProtocolDefaults', 'ImapMessagesRetrievalMimeFormat', 'ImapEnableExactRFC822Size', 'ImapSuppressReadReceipt',
    'ImapForceICalForCalendarRetrievalOption'
)
$MailboxRight = @('Identity', 'User', 'Deny', 'IsInherited', 'AccessRights', 'InheritanceType')
$Certificate = @('Thumbprint', 'Subject', 'CertificateDomains', 'Services', 'IsSelfSigned', 'NotAfter')
$Organisation = @('Name', 'ObjectVersion', 'DistinguishedName', 'LegacyExchangeDN')
$Statistics = @('DisplayName', 'MailboxGuid', 'LegacyDN', 'ItemCount', 'TotalItemSize', 'DeletedItemCount', 'TotalDeletedItemSize')
$Folder = @('FolderPath', 'FolderType', 'ItemsInFolder', 'FolderSize')

# Now, as text that is read the same everywhere.
function Get-Moment {
    [DateTime]::UtcNow.ToString('o', [Globalization.CultureInfo]::InvariantCulture)
}

# A single value that keeps its meaning wherever the file is read: truth values, numbers, and texts for all else.
function ConvertTo-Plain($Value) {
    if ($null -eq $Value -or $Value -is [bool]) { return $Value }
    if ($Value -is [DateTime]) {
        return $Value.ToUniversalTime().ToString('o', [Globalization.CultureInfo]::InvariantCulture)
    }
    if ($Value -is [ValueType] -and $Value.GetType().IsPrimitive) { return $Value }
    return "$Value"
}

# A record with some of its properties, lists flattened. A property that the record has not is left out: it was not told.
function Select-Plain($Cmdlet, $Record, $Names, $Also) {
    $has = @($Names | Where-Object { $null -ne $Record.PSObject.Properties[$_] })
    $all = @('Collector', 'Cmdlet', 'ExportedAt') + @($Also.Keys) + @($has | Where-Object { -not $Also.ContainsKey($_) })
    $plain = '' | Select-Object -Property $all
    # Whose file it is: cmdlets of the same names exist in Exchange Online.
    $plain.Collector = 'exchange'
    $plain.Cmdlet = $Cmdlet
    $plain.ExportedAt = Get-Moment
    foreach ($name in $has) {
        $value = $Record.PSObject.Properties[$name].Value
        if ($value -is [Collections.IEnumerable] -and $value -isnot [string]) {
            $items = [Collections.ArrayList] @()
            foreach ($item in $value) { [void] $items.Add((ConvertTo-Plain $item)) }
            $plain.$name = $items.ToArray()
        }
        else { $plain.$name = ConvertTo-Plain $value }
    }
    foreach ($name in @($Also.Keys)) { $plain.$name = $Also[$name] }
    return $plain
}

# Notes how a cmdlet ended: with so many records, of which only chosen ones are kept, or with a problem.
function Export-Asked($Cmdlet, $For, $Records, $Problem, $Chosen) {
    $also = @{ Asked = $Cmdlet; Records = $Records }
    if ($For) { $also['For'] = "$For" }
    if ($Chosen) { $also['Chosen'] = "$Chosen" }
    if ($Problem) { $also['Error'] = "$Problem" }
    [void] $script:Written.Add((Select-Plain 'collect.ps1' '' @() $also))
}

# The output of a cmdlet, whole or none. It is kept in a variable before anything else is asked: the shells of Exchange 2010
# and later run one pipeline at a time.
function Get-Output($Cmdlet, $For, $Ask) {
    if (-not (Get-Command $Cmdlet -ErrorAction SilentlyContinue)) {
        Export-Asked $Cmdlet $For 0 'this shell does not have the cmdlet'
        return
    }
    return @(Get-Answer $Cmdlet $For $Ask)
}

# The answer to a question, whole or none.
function Get-Answer($Cmdlet, $For, $Ask) {
    try { $records = @(& $Ask | Where-Object { $null -ne $_ }) }
    catch {
        Export-Asked $Cmdlet $For 0 $_.Exception.Message
        return
    }
    # An empty list of these says something of its own: no service, no right.
    $telling = @('Get-WmiObject', 'Get-MailboxPermission', 'Get-ADPermission') -contains $Cmdlet
    if ($telling -or -not $For) { Export-Asked $Cmdlet $For $records.Count $null $script:Chosen }
    return $records
}

# Keeps records for the file, with further properties.
function Export-Records($Cmdlet, $Records, $Names, $Also) {
    foreach ($record in @($Records)) {
        if ($null -ne $record) { [void] $script:Written.Add((Select-Plain $Cmdlet $record $Names $Also)) }
    }
}

# The rows of the migration file, without passwords.
function Get-Row($Path) {
    $header = "$(Get-Content -Path $Path -TotalCount 1)"
    $delimiter = ','
    foreach ($sign in ';', "`t") {
        if ($header.Split($sign).Length -gt $header.Split($delimiter).Length) { $delimiter = $sign }
    }
    if ($header -notmatch 'EmailAddress') { throw "$Path has no column EmailAddress in its first line" }
    return @(Import-Csv -Path $Path -Delimiter $delimiter | Select-Object -Property EmailAddress, UserName)
}

# What the migration file calls its mailboxes, as a table: addresses, and the last parts of user names.
function Get-WantedName($Path) {
    $wanted = @{}
    foreach ($row in @(Get-Row $Path)) {
        foreach ($name in $row.EmailAddress, "$($row.UserName)".Split('/\')[-1]) {
            if ("$name".Trim()) { $wanted["$name".Trim().ToLowerInvariant()] = $true }
        }
    }
    return $wanted
}

# The mailboxes that the table names.
function Select-Wanted($Mailboxes, $Wanted) {
    foreach ($one in $Mailboxes) {
        $names = @($one.PrimarySmtpAddress, $one.Alias, $one.SamAccountName, $one.UserPrincipalName) + @($one.EmailAddresses)
        foreach ($name in $names) {
            if ($Wanted.ContainsKey(("$name" -replace '^smtp:', '').ToLowerInvariant())) {
                $one
                break
            }
        }
    }
}

# An object of the directory, to be read.
function Get-Entry($DistinguishedName) {
    return [adsi] ('LDAP://' + "$DistinguishedName".Replace('/', '\/'))
}

# The access list of an object as text, where this account may read it.
function Export-AccessList($DistinguishedName) {
    $list = @(Get-Answer 'Get-Acl' "$DistinguishedName" {
            (Get-Entry $DistinguishedName).ObjectSecurity.GetSecurityDescriptorSddlForm('Access')
        })
    foreach ($text in $list) {
        [void] $script:Written.Add((Select-Plain 'Get-Acl' '' @() @{ On = "$DistinguishedName"; Sddl = "$text" }))
    }
}

# --- Servers -------------------------------------------------------------------------------------------------------

function Export-Servers {
    Write-Progress -Activity 'imaprules' -Status 'Servers'
    $servers = @(Get-Output 'Get-ExchangeServer' $null { Get-ExchangeServer -ErrorAction Stop })
    Export-Records 'Get-ExchangeServer' $servers $script:Server @{}
    foreach ($one in $servers) {
        $name = "$($one.Name)"
        Write-Progress -Activity 'imaprules' -Status $name
        $found = @(Get-Output 'Get-ImapSettings' $name { Get-ImapSettings -Server $name -ErrorAction Stop })
        Export-Records 'Get-ImapSettings' $found $script:Imap @{ Server = $name }
        $filter = "Name like 'MSExchangeIMAP4%' or Name = 'IMAP4Svc'"
        $found = @(Get-Output 'Get-WmiObject' $name {
                Get-WmiObject -Class Win32_Service -ComputerName $name -Filter $filter -ErrorAction Stop
            })
        Export-Records 'Get-WmiObject' $found $script:Service @{}
        $found = @(Get-Output 'Get-ExchangeCertificate' $name { Get-ExchangeCertificate -Server $name -ErrorAction Stop })
        Export-Records 'Get-ExchangeCertificate' $found $script:Certificate @{ Server = $name }
        if (Get-Command Get-ServerComponentState -ErrorAction SilentlyContinue) {
            $found = @(Get-Output 'Get-ServerComponentState' $name {
                    Get-ServerComponentState -Identity $name -ErrorAction Stop
                })
            Export-Records 'Get-ServerComponentState' @($found | Where-Object { "$($_.Component)" -like 'Imap*' }) $script:Component @{}
        }
    }
    $found = @(Get-Output 'Get-OrganizationConfig' $null { Get-OrganizationConfig -ErrorAction Stop })
    Export-Records 'Get-OrganizationConfig' $found $script:Organisation @{}
    foreach ($one in $found) { Export-AccessList $one.DistinguishedName }
    # Update rollups show in the setup program alone; it is asked on the server this runs on.
    $found = @(Get-Command ExSetup.exe -ErrorAction SilentlyContinue | ForEach-Object { $_.FileVersionInfo.FileVersion })
    foreach ($version in $found) {
        $also = @{ Server = "$env:COMPUTERNAME"; FileVersion = "$version" }
        [void] $script:Written.Add((Select-Plain 'Get-Command Exsetup.exe' '' @() $also))
    }
    # Limits of the store below those of IMAP; they stand in the registry of the server this runs on.
    $key = 'HKLM:\SYSTEM\CurrentControlSet\Services\MSExchangeIS\ParametersSystem'
    $found = @(Get-Output 'Get-ItemProperty' "$env:COMPUTERNAME" { Get-ItemProperty -Path $key -ErrorAction SilentlyContinue })
    Export-Records 'Get-ItemProperty' $found $script:Sessions @{ Server = "$env:COMPUTERNAME" }
    if (Get-Command Get-ThrottlingPolicy -ErrorAction SilentlyContinue) {
        $found = @(Get-Output 'Get-ThrottlingPolicy' $null { Get-ThrottlingPolicy -ErrorAction Stop })
        Export-Records 'Get-ThrottlingPolicy' $found $script:Throttling @{}
    }
}

# Databases, and who may open all mailboxes in them, with what is denied.
function Export-Databases {
    Write-Progress -Activity 'imaprules' -Status 'Databases and rights on them'
    $databases = @(Get-Output 'Get-MailboxDatabase' $null { Get-MailboxDatabase -ErrorAction Stop })
    Export-Records 'Get-MailboxDatabase' $databases $script:Database @{}
    foreach ($one in $databases) {
        $name = "$($one.DistinguishedName)"
        $rights = @(Get-Output 'Get-ADPermission' $name { Get-ADPermission -Identity $name -ErrorAction Stop })
        $rights = @($rights | Where-Object { "$($_.ExtendedRights) $($_.AccessRights)" -match 'Receive-As|GenericAll|ExtendedRight' })
        Export-Records 'Get-ADPermission' $rights $script:DatabaseRight @{ Database = $name }
        Export-AccessList $name
    }
}

# The domains of the forest: entries name accounts by their short names.
function Export-Domains {
    $found = @(Get-Answer 'Get-ADDomain' $null {
            $root = [adsi] 'LDAP://RootDSE'
            $partitions = Get-Entry ('CN=Partitions,' + $root.Properties['configurationNamingContext'].Value)
            $partitions.Children | Where-Object { $_.Properties['nETBIOSName'].Value }
        })
    foreach ($one in $found) {
        $name = "$($one.Properties['nCName'].Value)"
        $sid = @(Get-Answer 'Get-ADDomain' $name { , (Get-Entry $name).Properties['objectSid'].Value })
        $also = @{
            NetBIOSName = "$($one.Properties['nETBIOSName'].Value)"
            DNSRoot = "$($one.Properties['dnsRoot'].Value)"
            DistinguishedName = $name
            ParentDomain = "$($one.Properties['trustParent'].Value)"
        }
        if ($sid.Count -gt 0) { $also['DomainSID'] = [BitConverter]::ToString($sid[0]) }
        [void] $script:Written.Add((Select-Plain 'Get-ADDomain' '' @() $also))
    }
}

# --- The migration admin account ------------------------------------------------------------------------------------

# The accounts before the last part of user names such as domain/admin/user and admin@domain/user.
function Get-AdminName($Path) {
    if ($script:Admin) { return $script:Admin }
    if (-not $Path) { return }
    $found = @{}
    foreach ($row in @(Get-Row $Path)) {
        $parts = "$($row.UserName)".Split('/\')
        if ($parts.Length -eq 3) { $found["$($parts[0])\$($parts[1])".ToLowerInvariant()] = $true }
        elseif ($parts.Length -eq 2 -and $parts[0] -like '*@*') { $found[$parts[0].ToLowerInvariant()] = $true }
    }
    return @($found.Keys)
}

# An account with the identifiers of all its groups, nested ones too, and these groups by name.
function Export-Admin($Name) {
    Write-Progress -Activity 'imaprules' -Status $Name
    $users = @(Get-Output 'Get-User' $Name { Get-User -Identity $Name -ErrorAction Stop })
    foreach ($user in $users) {
        $found = @(Get-Answer 'Get-Account' $Name {
                $entry = Get-Entry $user.DistinguishedName
                $entry.RefreshCache(@('tokenGroups', 'primaryGroupID', 'userAccountControl', 'objectSid'))
                $entry
            })
        foreach ($entry in $found) { Export-Account $user $entry }
        Export-Mailbox "$($user.DistinguishedName)" "$($user.WindowsEmailAddress)"
    }
}

function Export-Account($User, $Entry) {
    $groups = @($Entry.Properties['tokenGroups'] | ForEach-Object { [BitConverter]::ToString($_) })
    $also = @{
        SamAccountName = "$($User.SamAccountName)"
        Domain = "$($User.Identity)".Split('/')[0]
        UserPrincipalName = "$($User.UserPrincipalName)"
        DistinguishedName = "$($User.DistinguishedName)"
        SID = [BitConverter]::ToString($Entry.Properties['objectSid'].Value)
        PrimaryGroupID = "$($Entry.Properties['primaryGroupID'].Value)"
        UserAccountControl = "$($Entry.Properties['userAccountControl'].Value)"
        MemberOf = @($Entry.Properties['memberOf'] | ForEach-Object { "$_" })
        TokenGroups = $groups
    }
    [void] $script:Written.Add((Select-Plain 'Get-Account' '' @() $also))
    foreach ($sid in $groups) { Export-Group $sid }
}

# A group by its identifier. Groups of other domains are found where their domain answers; those that are not stay numbers.
function Export-Group($Sid) {
    $found = @(Get-Answer 'Get-ADGroup' $Sid {
            $entry = [adsi] ('LDAP://<SID=' + $Sid.Replace('-', '') + '>')
            $entry.RefreshCache(@('sAMAccountName', 'distinguishedName'))
            $entry
        })
    foreach ($entry in $found) {
        $also = @{
            SamAccountName = "$($entry.Properties['sAMAccountName'].Value)"
            DistinguishedName = "$($entry.Properties['distinguishedName'].Value)"
            SID = $Sid
            GroupScope = ''
        }
        [void] $script:Written.Add((Select-Plain 'Get-ADGroup' '' @() $also))
    }
}

# --- Mailboxes -----------------------------------------------------------------------------------------------------

function Export-Mailboxes($Wanted) {
    Write-Progress -Activity 'imaprules' -Status 'Mailboxes'
    if ($Wanted) { $script:Chosen = 'only mailboxes that the migration file names' }
    $chosen = @(Get-Output 'Get-Mailbox' $null { Get-Mailbox -ResultSize Unlimited -ErrorAction Stop })
    $script:Chosen = $null
    if ($Wanted) { $chosen = @(Select-Wanted $chosen $Wanted) }
    Export-Records 'Get-Mailbox' $chosen $script:Mailbox @{}
    $done = 0
    foreach ($one in $chosen) {
        $identity = "$($one.DistinguishedName)"
        $address = "$($one.PrimarySmtpAddress)"
        Write-Progress -Activity 'imaprules' -Status $address -PercentComplete (100 * $done / $chosen.Count)
        $done += 1
        Export-Mailbox $identity $address
    }
}

function Export-Mailbox($Identity, $Address) {
    $also = @{ Mailbox = $Address }
    $found = @(Get-Output 'Get-CASMailbox' $Address { Get-CASMailbox -Identity $Identity -ErrorAction Stop })
    Export-Records 'Get-CASMailbox' $found $script:Access $also
    $rights = @(Get-Output 'Get-MailboxPermission' $Address { Get-MailboxPermission -Identity $Identity -ErrorAction Stop })
    $rights = @($rights | Where-Object { "$($_.AccessRights)" -match 'FullAccess' })
    Export-Records 'Get-MailboxPermission' $rights $script:MailboxRight $also
    $found = @(Get-Output 'Get-MailboxStatistics' $Address { Get-MailboxStatistics -Identity $Identity -ErrorAction Stop })
    Export-Records 'Get-MailboxStatistics' $found $script:Statistics @{ Mailbox = $Address; PrimarySmtpAddress = $Address }
    if (-not $script:Folders) { return }
    $found = @(Get-Output 'Get-MailboxFolderStatistics' $Address {
            Get-MailboxFolderStatistics -Identity $Identity -ErrorAction Stop
        })
    Export-Records 'Get-MailboxFolderStatistics' $found $script:Folder @{ Mailbox = $Address; PrimarySmtpAddress = $Address }
}

# --- The run -------------------------------------------------------------------------------------------------------

if (-not (Get-Command Get-ExchangeServer -ErrorAction SilentlyContinue)) {
    throw 'This is no Exchange Management Shell. Open one on a server, and run the script there.'
}
$Chosen = $null
$Wanted = $null
if ($Csv) { $Wanted = Get-WantedName $Csv }
$Written = [Collections.ArrayList] @()
try {
    Export-Servers
    Export-Databases
    Export-Domains
    foreach ($name in @(Get-AdminName $Csv)) {
        if ($name) { Export-Admin $name }
    }
    Export-Mailboxes $Wanted
}
finally { $Written | Export-Clixml -Path $Output -Depth 3 -Encoding UTF8 }
Write-Progress -Activity 'imaprules' -Status 'Done' -Completed
"Written: $Output"
