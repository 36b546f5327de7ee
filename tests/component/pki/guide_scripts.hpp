#pragma once

#include <string>

namespace tlsgauge::pki {

// The scripts of Milvus' guide "Encryption in Transit", as it prints them. Two changes: `-algorithm rsa:2048` became
// `-algorithm RSA -pkeyopt rsa_keygen_bits:2048`, because OpenSSL 3.0 refuses the published form, and of the older
// guide's openssl.cnf only the sections are here that `openssl req` and `openssl x509` read.

inline const std::string kVariables25 = R"sh(#!/usr/bin/env sh
# your variables
Country="US"
State="CA"
Location="Redwood City"
Organization="zilliz"
OrganizationUnit="devops"
CommonName="localhost"
ExpireDays=3650 # 10 years

)sh";

inline const std::string kCreateAuthority25 = R"sh(# generate private key for ca, server and client
openssl genpkey -quiet -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out ca.key

# create a new ca certificate
openssl req -x509 -new -nodes -key ca.key -sha256 -days 36500 -out ca.pem \
  -subj "/C=$Country/ST=$State/L=$Location/O=$Organization/OU=$OrganizationUnit/CN=$CommonName"

)sh";

inline const std::string kCreatePairs25 =
    R"sh(openssl genpkey -quiet -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out server.key
openssl genpkey -quiet -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out client.key

# prepare extension config for signing certificates
echo '[v3_req]
basicConstraints = CA:FALSE
keyUsage = nonRepudiation, digitalSignature, keyEncipherment
extendedKeyUsage = serverAuth
subjectAltName = @alt_names
[alt_names]
DNS = '$CommonName > openssl.cnf

# sign server certificate with ca
openssl req -new -key server.key\
  -subj "/C=$Country/ST=$State/L=$Location/O=$Organization/OU=$OrganizationUnit/CN=$CommonName"\
  | openssl x509 -req -days $ExpireDays -out server.pem -CA ca.pem -CAkey ca.key -CAcreateserial \
    -extfile ./openssl.cnf -extensions v3_req

# sign client certificate with ca
openssl req -new -key client.key\
  -subj "/C=$Country/ST=$State/L=$Location/O=$Organization/OU=$OrganizationUnit/CN=$CommonName"\
  | openssl x509 -req -days $ExpireDays -out client.pem -CA ca.pem -CAkey ca.key -CAcreateserial \
    -extfile ./openssl.cnf -extensions v3_req
)sh";

/// gen.sh of 2.5 and later.
inline const std::string kGenerate25 = kVariables25 + kCreateAuthority25 + kCreatePairs25;
/// renew.sh of 2.5 and later.
inline const std::string kRenew25 = kVariables25 + kCreatePairs25;

/// gen.sh of 2.4 and before.
inline const std::string kGenerate24 = R"sh(#!/usr/bin/env sh
# your variables
Country="CN"
State="Shanghai"
Location="Shanghai"
Organization="milvus"
Organizational="milvus"
CommonName="localhost"

echo "generate ca.key"
openssl genrsa -out ca.key 2048

echo "generate ca.pem"
openssl req -new -x509 -key ca.key -out ca.pem -days 3650 -subj "/C=$Country/ST=$State/L=$Location/O=$Organization/OU=$Organizational/CN=$CommonName"

echo "generate server SAN certificate"
openssl genpkey -algorithm RSA -out server.key
openssl req -new -nodes -key server.key -out server.csr -days 3650 -subj "/C=$Country/O=$Organization/OU=$Organizational/CN=$CommonName" -config ./openssl.cnf -extensions v3_req
openssl x509 -req -days 3650 -in server.csr -out server.pem -CA ca.pem -CAkey ca.key -CAcreateserial -extfile ./openssl.cnf -extensions v3_req

echo "generate client SAN certificate"
openssl genpkey -algorithm RSA -out client.key
openssl req -new -nodes -key client.key -out client.csr -days 3650 -subj "/C=$Country/O=$Organization/OU=$Organizational/CN=$CommonName" -config ./openssl.cnf -extensions v3_req
openssl x509 -req -days 3650 -in client.csr -out client.pem -CA ca.pem -CAkey ca.key -CAcreateserial -extfile ./openssl.cnf -extensions v3_req
)sh";

/// openssl.cnf of 2.4 and before, without comments and without the sections of other commands.
inline const std::string kConfiguration24 = R"cnf(HOME= .
oid_section= new_oids

[ new_oids ]
tsa_policy1 = 1.2.3.4.1
tsa_policy2 = 1.2.3.4.5.6
tsa_policy3 = 1.2.3.4.5.7

[ req ]
default_bits= 2048
default_keyfile = privkey.pem
distinguished_name= req_distinguished_name
attributes= req_attributes
x509_extensions= v3_ca
string_mask = utf8only
req_extensions = v3_req

[ req_distinguished_name ]
countryName= Country Name (2 letter code)
countryName_default= AU
countryName_min= 2
countryName_max= 2
stateOrProvinceName= State or Province Name (full name)
stateOrProvinceName_default= Some-State
localityName= Locality Name (eg, city)
0.organizationName= Organization Name (eg, company)
0.organizationName_default= Internet Widgits Pty Ltd
organizationalUnitName= Organizational Unit Name (eg, section)
commonName= Common Name (e.g. server FQDN or YOUR name)
commonName_max= 64
emailAddress= Email Address
emailAddress_max= 64

[ req_attributes ]
challengePassword= A challenge password
challengePassword_min= 4
challengePassword_max= 20
unstructuredName= An optional company name

[ v3_req ]
basicConstraints = CA:FALSE
keyUsage = nonRepudiation, digitalSignature, keyEncipherment

[ v3_ca ]
subjectKeyIdentifier=hash
authorityKeyIdentifier=keyid:always,issuer
basicConstraints = CA:true
)cnf";

}  // namespace tlsgauge::pki
