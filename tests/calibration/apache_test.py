"""Apache httpd: mod_ssl over OpenSSL."""

import unittest

from calibration import Calibration, Ports, Server, program

CONFIGURATION = """\
ServerRoot @DIRECTORY@
ServerName localhost
PidFile @DIRECTORY@/httpd.pid
DefaultRuntimeDir @DIRECTORY@
Mutex file:@DIRECTORY@ default
ErrorLog /dev/stderr
LogLevel info
LoadModule mpm_event_module @MODULES@/mod_mpm_event.so
LoadModule authz_core_module @MODULES@/mod_authz_core.so
LoadModule alias_module @MODULES@/mod_alias.so
LoadModule socache_shmcb_module @MODULES@/mod_socache_shmcb.so
LoadModule ssl_module @MODULES@/mod_ssl.so
LoadModule http2_module @MODULES@/mod_http2.so
Listen 127.0.0.1:@GRPC@
Listen 127.0.0.1:@REST@
Listen 127.0.0.1:@OPEN_GRPC@
Listen 127.0.0.1:@OPEN_REST@
SSLCertificateFile @TLS@/server.pem
SSLCertificateKeyFile @TLS@/server.key
SSLCACertificateFile @TLS@/ca.pem
SSLVerifyClient require
SSLVerifyDepth 10
Redirect 404 /
<VirtualHost 127.0.0.1:@GRPC@>
  SSLEngine on
  Protocols h2
</VirtualHost>
<VirtualHost 127.0.0.1:@REST@>
  SSLEngine on
</VirtualHost>
<VirtualHost 127.0.0.1:@OPEN_GRPC@>
  SSLEngine on
  SSLVerifyClient none
  Protocols h2
</VirtualHost>
<VirtualHost 127.0.0.1:@OPEN_REST@>
  SSLEngine on
  SSLVerifyClient none
</VirtualHost>
"""
MODULES = "/usr/lib/apache2/modules"


class Apache(Calibration):
    def test_apache(self):
        ports = Ports("grpc", "rest")
        file = self.write("httpd.conf", CONFIGURATION, **ports.named, MODULES=MODULES)
        with Server(self.sandbox, ports, program("apache2"), "-D", "FOREGROUND", "-f", file):
            self.calibrate(ports, profile="openssl", deviations=("openssl",), passed=900)


if __name__ == "__main__":
    unittest.main()
