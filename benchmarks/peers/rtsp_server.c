/* A minimal gst-rtsp-server: one live 720p25 H.264 stream of 2 Mbit/s, shared by all viewers. Prints its port. */
#include <gst/gst.h>
#include <gst/rtsp-server/rtsp-server.h>
#include <stdio.h>

static const char *const LAUNCH =
    "( videotestsrc is-live=true ! video/x-raw,format=I420,width=1280,height=720,framerate=25/1"
    " ! x264enc speed-preset=ultrafast tune=zerolatency bitrate=2000 key-int-max=25 threads=1"
    " ! rtph264pay name=pay0 pt=96 config-interval=-1 )";

int main(int argc, char *argv[]) {
  gst_init(&argc, &argv);
  GMainLoop *loop = g_main_loop_new(NULL, FALSE);
  GstRTSPServer *server = gst_rtsp_server_new();
  gst_rtsp_server_set_address(server, "127.0.0.1");
  gst_rtsp_server_set_service(server, "0");

  GstRTSPMediaFactory *factory = gst_rtsp_media_factory_new();
  gst_rtsp_media_factory_set_launch(factory, LAUNCH);
  gst_rtsp_media_factory_set_shared(factory, TRUE);
  GstRTSPMountPoints *mounts = gst_rtsp_server_get_mount_points(server);
  gst_rtsp_mount_points_add_factory(mounts, "/test", factory);
  g_object_unref(mounts);

  if (gst_rtsp_server_attach(server, NULL) == 0) {
    fprintf(stderr, "cannot listen\n");
    return 1;
  }
  printf("%d\n", gst_rtsp_server_get_bound_port(server));
  fflush(stdout);
  g_main_loop_run(loop);
  return 0;
}
