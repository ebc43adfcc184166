// A program of which each machine runs a part: tests/system/coverage.vmt adds the parts up.
//   greet serve PORT      greets everybody who connects, until SIGTERM
//   greet ask HOST PORT   connects, and prints the greeting
#include <arpa/inet.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static volatile sig_atomic_t is_over;

static void end(int number) {
  (void)number;
  is_over = 1;
}

static struct sockaddr_in address_of(const char *host, const char *port) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(atoi(port))};
  inet_pton(AF_INET, host, &address.sin_addr);  // both
  return address;
}

static int serve(const char *port) {
  struct sigaction action = {.sa_handler = end};
  sigaction(SIGTERM, &action, NULL);
  struct sockaddr_in address = address_of("0.0.0.0", port);
  int listener = socket(AF_INET, SOCK_STREAM, 0);
  if (bind(listener, (struct sockaddr *)&address, sizeof address) != 0) {
    perror("bind");  // neither
    return 1;
  }
  listen(listener, 8);
  while (!is_over) {
    int client = accept(listener, NULL, NULL);
    if (client < 0) continue;
    if (write(client, "hello\n", 6) < 0) perror("write");  // the server
    close(client);
  }
  return 0;
}

static int ask(const char *host, const char *port) {
  struct sockaddr_in address = address_of(host, port);
  int server = socket(AF_INET, SOCK_STREAM, 0);
  if (connect(server, (struct sockaddr *)&address, sizeof address) != 0) return 1;
  char greeting[64] = "";
  if (read(server, greeting, sizeof greeting - 1) < 0) perror("read");
  printf("%s", greeting);  // the client
  return 0;
}

int main(int count, char **arguments) {
  if (count == 3 && strcmp(arguments[1], "serve") == 0) return serve(arguments[2]);
  if (count == 4 && strcmp(arguments[1], "ask") == 0) return ask(arguments[2], arguments[3]);
  fprintf(stderr, "usage: greet serve PORT | greet ask HOST PORT\n");  // neither
  return 2;
}
