"""Sets up the domain CONTOSO.TEST below a folder: samba-tool does the same, but wants a file system with access lists."""

import logging
import sys

from samba import dsdb
from samba.auth import system_session
from samba.dcerpc import security
from samba.param import LoadParm
from samba.provision import provision

folder = sys.argv[1]
configuration = folder + "/empty.conf"
with open(configuration, "w") as file:
    file.write("[global]\n")
parameters = LoadParm()
parameters.load(configuration)
parameters.set("interfaces", "lo")
parameters.set("bind interfaces only", "yes")
provision(
    logging.getLogger("provision"),
    system_session(),
    smbconf=configuration,
    targetdir=folder + "/ad",
    realm="CONTOSO.TEST",
    domain="CONTOSO",
    # Always the same, so that tests can write access lists before there are accounts.
    domainsid=security.dom_sid("S-1-5-21-1111111111-2222222222-3333333333"),
    hostname="dc1",
    hostip="127.0.0.1",
    adminpass="Passw0rd.1",
    serverrole="active directory domain controller",
    dom_for_fun_level=dsdb.DS_DOMAIN_FUNCTION_2008_R2,
    dns_backend="NONE",
    skip_sysvolacl=True,
    plaintext_secrets=True,
    lp=parameters,
)
