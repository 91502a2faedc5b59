#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "media/gst_types.h"

// Looking into a running pipeline, and spoiling what passes through it.
namespace testing_media {

using gobject::Ptr;

// All elements of that factory, at any depth.
inline std::vector<Ptr<GstElement>> elements(GstElement* bin, const std::string& factory) {
  struct Search {
    std::string factory;
    std::vector<Ptr<GstElement>> found;
  } search{factory, {}};
  auto look = +[](const GValue* value, gpointer data) {
    auto& search = *static_cast<Search*>(data);
    auto* element = GST_ELEMENT(g_value_get_object(value));
    auto* made_by = gst_element_get_factory(element);
    if (made_by && search.factory == GST_OBJECT_NAME(made_by))
      search.found.push_back(gobject::share(element));
  };
  auto* iterator = gst_bin_iterate_recurse(GST_BIN(bin));
  while (gst_iterator_foreach(iterator, look, &search) == GST_ITERATOR_RESYNC) {
    search.found.clear();
    gst_iterator_resync(iterator);
  }
  gst_iterator_free(iterator);
  return std::move(search.found);
}

// Loses a `share` of the packets that leave for the network, at random with a fixed seed; never one
// of the DTLS handshake.
inline void lose_packets(GstElement* pipeline, double share, unsigned seed) {
  struct Loss {
    double share;
    GRand* dice;
  };
  auto drop = +[](GstPad*, GstPadProbeInfo* info, gpointer data) {
    auto& loss = *static_cast<Loss*>(data);
    guint8 first = 0;
    if (gst_buffer_extract(GST_PAD_PROBE_INFO_BUFFER(info), 0, &first, 1) != 1 || first < 128)
      return GST_PAD_PROBE_OK;
    return g_rand_double(loss.dice) < loss.share ? GST_PAD_PROBE_DROP : GST_PAD_PROBE_OK;
  };
  auto destroy = [](gpointer data) {
    auto* loss = static_cast<Loss*>(data);
    g_rand_free(loss->dice);
    delete loss;
  };
  for (const auto& sink : elements(pipeline, "nicesink")) {
    const Ptr<GstPad> pad{gst_element_get_static_pad(sink.get(), "sink")};
    gst_pad_add_probe(pad.get(), GST_PAD_PROBE_TYPE_BUFFER, drop,
                      new Loss{share, g_rand_new_with_seed(seed)}, destroy);
  }
}

// Counts the packets of media that pass from the network into the pipeline, or the other way.
inline std::shared_ptr<std::atomic<int>> count_media(GstElement* pipeline) {
  auto count = std::make_shared<std::atomic<int>>(0);
  auto look = +[](GstPad*, GstPadProbeInfo* info, gpointer data) {
    guint8 first = 0;
    gst_buffer_extract(GST_PAD_PROBE_INFO_BUFFER(info), 0, &first, 1);
    if (first >= 128 && first <= 191) ++**static_cast<std::shared_ptr<std::atomic<int>>*>(data);
    return GST_PAD_PROBE_OK;
  };
  // Behind the gate: probes of one pad are called in the order in which they were added.
  for (const auto& [factory, name] : {std::pair{"nicesrc", "src"}, {"nicesink", "sink"}})
    for (const auto& element : elements(pipeline, factory)) {
      const Ptr<GstPad> pad{gst_element_get_static_pad(element.get(), name)};
      gst_pad_add_probe(
          pad.get(), GST_PAD_PROBE_TYPE_BUFFER, look, new std::shared_ptr<std::atomic<int>>{count},
          [](gpointer data) { delete static_cast<std::shared_ptr<std::atomic<int>>*>(data); });
    }
  return count;
}

template <class T>
T sum(GstElement* pipeline, const std::string& factory, const char* property) {
  T total{};
  for (const auto& element : elements(pipeline, factory))
    total += gobject::property<T>(element.get(), property);
  return total;
}

}  // namespace testing_media
