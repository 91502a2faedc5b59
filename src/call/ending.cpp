#include "call/ending.h"

#include <cstdlib>

namespace call {
namespace {

using signalling::Reason;

constexpr int kNormal = 0;
constexpr int kInternal = 1;
constexpr int kNoPeer = 4;
constexpr int kNoCoder = 5;
constexpr int kNoPath = 6;
constexpr int kWrongKey = 7;

int status(Trouble trouble) {
  switch (trouble) {
    case Trouble::NoCommonCodec:
    case Trouble::BadDescription: return kNoPeer;
    case Trouble::NoCoder: return kNoCoder;
    case Trouble::Identity: return kWrongKey;
    case Trouble::NoPath:
    case Trouble::PathLost: return kNoPath;
    case Trouble::Internal: return kInternal;
  }
  std::abort();  // not a Trouble
}

int status_of_our_end(Reason reason) {
  switch (reason) {
    case Reason::Normal:
    case Reason::Cancelled:
    case Reason::Declined:
    case Reason::Busy:
    case Reason::Replaced: return kNormal;
    case Reason::Timeout:
    case Reason::Unsupported: return kNoPeer;
    case Reason::Lost: return kNoPath;
    case Reason::Failed: return kInternal;
  }
  std::abort();  // not a Reason
}

int status_of_their_end(const Ended& ended) {
  switch (ended.reason) {
    case Reason::Normal:
    case Reason::Replaced: return ended.accepted ? kNormal : kNoPeer;
    case Reason::Cancelled:
    case Reason::Declined:
    case Reason::Busy:
    case Reason::Timeout:
    case Reason::Unsupported: return kNoPeer;
    case Reason::Lost: return kNoPath;
    // The likeliest cause by far: its wait for a network path ended a moment before ours.
    case Reason::Failed: return ended.accepted ? kNoPath : kNoPeer;
  }
  std::abort();  // not a Reason
}

std::string in_brackets(const std::string& detail) {
  return detail.empty() ? "" : " (" + detail + ")";
}

std::string explain(Trouble trouble, const std::string& peer, const std::string& detail) {
  const auto more = in_brackets(detail);
  switch (trouble) {
    case Trouble::NoCommonCodec:
      return "This machine and " + peer + " have no codec in common" + more +
             ": try another pipeline with --pipeline.";
    case Trouble::BadDescription:
      return "The description of the call that " + peer + " sent cannot be used" + more +
             ": the program there may need an update.";
    case Trouble::NoCoder:
      return "This machine has no encoder or decoder for any medium" + more +
             ": install GStreamer's plugins or choose another --pipeline.";
    case Trouble::Identity:
      return "The key seen in the handshake with " + peer + " is not the one it announced" + more +
             ": somebody may be in the middle; try another network or a server that you trust.";
    case Trouble::NoPath:
      return "No network path to " + peer + " was found" + more +
             ": a firewall may be in the way; try another network or --turn URL.";
    case Trouble::PathLost:
      return "The network path to " + peer + " was lost for good" + more +
             ": check the network and call again.";
    case Trouble::Internal:
      return "The call with " + peer + " failed inside this program" + more +
             ": run again with -v and report what it says.";
  }
  std::abort();  // not a Trouble
}

std::string explain_their_end(const Ended& ended) {
  const auto& peer = ended.peer;
  switch (ended.reason) {
    case Reason::Normal:
    case Reason::Replaced: return peer + " hung up before the call took place: try again.";
    case Reason::Cancelled: return peer + " gave up calling: call back.";
    case Reason::Declined: return peer + " declined the call: try again later.";
    case Reason::Busy: return peer + " is in another call: try again later.";
    case Reason::Timeout: return peer + " did not answer: try again later.";
    case Reason::Unsupported:
      return peer + " has no codec in common with this machine: try another --pipeline.";
    case Reason::Lost: return peer + " lost the network path to here: call again.";
    case Reason::Failed:
      return "The call failed at " + peer +
             ", as it does when no network path is found: try another network or --turn URL.";
  }
  std::abort();  // not a Reason
}

}  // namespace

int exit_status(const Ended& ended) {
  if (ended.trouble) return status(*ended.trouble);
  return ended.by_us ? status_of_our_end(ended.reason) : status_of_their_end(ended);
}

std::string explain(const Ended& ended, const std::string& detail) {
  if (exit_status(ended) == kNormal) return {};
  if (ended.trouble) return explain(*ended.trouble, ended.peer, detail);
  if (!ended.by_us) return explain_their_end(ended);
  return "The call of " + ended.peer + " was not answered in time: call back.";
}

std::string explain_absence(const std::string& peer, Seconds patience) {
  return peer + " did not come online within " + std::to_string(patience.count()) +
         " s: check the name, or start p2pcall there.";
}

std::string explain_silence(const std::string& peer, Seconds patience) {
  return peer + " did not answer within " + std::to_string(patience.count()) +
         " s: try again later, or with a longer --timeout.";
}

}  // namespace call
